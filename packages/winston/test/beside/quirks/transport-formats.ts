import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';

export const transportFormats: readonly Scenario[] = [
  {
    title: "a transport's format that throws throws at the call, and the transport goes on",
    run(winston, watch) {
      const breaking = winston.format((info: Loose) => {
        if (info.message === 'bad') throw new Error('format broken');
        return info;
      });
      const format = winston.format.combine(breaking(), winston.format.json());
      const logger = watch.logger(winston, {
        transports: [watch.transport('first'), watch.transport('own', { format })],
      });
      watch.call('info', () => logger.info('bad'));
      watch.call('info', () => logger.info('good'));
    },
  },
  {
    title: "a transport's format is given a copy without a prototype of its own, and may drop",
    run(winston, watch) {
      class Info {
        message = 'of a class';
      }
      const format = winston.format((info: Loose) => {
        watch.note('prototype', Object.getPrototypeOf(info) === Object.prototype);
        return info.message !== 'drop' && info;
      })();
      const logger = watch.logger(winston, { transports: watch.transport('own', { format, whole: true }) });
      logger.info(new Info());
      logger.info('drop');
      logger.info('keep');
    },
  },
  {
    title: "what a transport's format changes, the next transport does not see",
    run(winston, watch) {
      const format = winston.format.combine(
        winston.format((info: Loose) => Object.assign(info, { secret: 1, message: 'changed' }))(),
        winston.format.json(),
      );
      const logger = watch.logger(winston, {
        transports: [watch.transport('first', { format }), watch.transport('second', { whole: true })],
      });
      logger.info('original');
    },
  },
  {
    title: "the text of the logger's format reaches a transport whose own format writes none",
    run(winston, watch) {
      const format = winston.format((info: Loose) => info)();
      const logger = watch.logger(winston, {
        format: winston.format.simple(),
        transports: watch.transport('own', { format }),
      });
      logger.info('hello');
    },
  },
  {
    title: 'the format of a logger and of a transport may be changed while logging',
    run(winston, watch) {
      const { format } = winston;
      const transport = watch.transport('out');
      const logger = watch.logger(winston, { transports: transport });
      logger.info('json');
      logger.format = format.simple();
      logger.info('simple');
      transport.format = format.printf((info: Loose) => `own ${info.message}`);
      logger.info('own');
      transport.format = undefined;
      logger.info('simple again');
    },
  },
  {
    title: 'splat is shared between transports, and the first to cut it leaves less for the next, where they may share',
    run(winston, watch) {
      const { format } = winston;
      const own = () => format.combine(format.splat(), format.json());
      const logger = watch.logger(winston, {
        format: format((info: Loose) => info)(),
        transports: [
          Object.assign(watch.transport('first', { format: own() }), { readsOnly: true }),
          Object.assign(watch.transport('second', { format: own() }), { readsOnly: true }),
        ],
      });
      logger.info('%s said', 'who', { meta: 1 });
    },
  },
];
