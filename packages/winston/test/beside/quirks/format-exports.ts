import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';

export const formatExports: readonly Scenario[] = [
  {
    title: 'combine refuses what is no format, and a format that takes three arguments is refused',
    run(winston, watch) {
      const { format } = winston;
      watch.call('combine', () => format.combine(format.json));
      watch.call('three', () => format((_a: unknown, _b: unknown, _c: unknown) => true));
      watch.call('none', () => format());
      const empty = format.combine();
      watch.note('of nothing', empty.transform({ level: 'info', message: 'm' }));
    },
  },
  {
    title: 'every format has its class, and they have the same names',
    run(winston, watch) {
      const { format } = winston;
      watch.note(
        'names',
        Object.getOwnPropertyNames(format)
          .filter((name) => !['length', 'name', 'prototype', 'arguments', 'caller'].includes(name))
          .toSorted(),
      );
      const printf = format.printf(() => '');
      for (const name of [
        'align',
        'errors',
        'cli',
        'combine',
        'colorize',
        'json',
        'label',
        'logstash',
        'metadata',
        'ms',
        'padLevels',
        'prettyPrint',
        'printf',
        'simple',
        'splat',
        'timestamp',
        'uncolorize',
      ]) {
        watch.note(name, typeof format[name], typeof format[name].Format, format[name].length);
      }
      watch.note('printf', printf instanceof format.printf.Format);
      watch.note(
        'json',
        format.json() instanceof format.json.Format,
        format.json().options,
        format.json({ space: 1 }).options,
      );
      watch.note(
        'timestamp',
        format.timestamp() instanceof format.timestamp.Format,
        format.timestamp({ alias: 'a' }).options,
      );
      watch.note(
        'further',
        typeof format.colorize.Colorizer,
        typeof format.padLevels.Padder,
        typeof format.printf.Printf,
        typeof format.levels,
      );
      watch.note('of its own', typeof format((info: Loose) => info), typeof format((info: Loose) => info)().transform);
    },
  },
  {
    title: 'transform of a format can be called by hand',
    run(winston, watch) {
      const { format } = winston;
      const info = () => ({ level: 'info', message: 'hello', [Symbol.for('level')]: 'info', x: { b: 1, a: 2 } });
      watch.call('json', () => format.json().transform(info(), {}));
      watch.call('simple', () => format.simple().transform(info(), {}));
      watch.call('timestamp with text', () =>
        format.timestamp().transform({ ...info(), timestamp: 'mine' }, { alias: 'at' }),
      );
      watch.call('timestamp without options', () => format.timestamp().transform({ ...info(), timestamp: 'mine' }));
      watch.call('json of text', () => format.json().transform('text', {}));
    },
  },
];
