import { Writable } from 'node:stream';
import type { Scenario } from '../scenario.ts';
import type { Loose } from '../sides.ts';
import { turns } from '../watch.ts';
import { ofWholePackage } from './of-whole-package.ts';

export const stockTransports: readonly Scenario[] = [
  ofWholePackage('the Console transport writes text and an end of line to standard output', async (winston, watch) => {
    const transport = new winston.transports.Console();
    watch.note(
      'is',
      transport.name,
      transport.eol,
      transport.forceConsole,
      transport.stderrLevels,
      transport.consoleWarnLevels,
    );
    watch.events(transport, 'console', 'logged');
    const logger = winston.createLogger({ transports: transport });
    logger.info('hello', { x: 1 });
    logger.debug('too low');
    await turns();
  }),
  ofWholePackage(
    'the Console transport with levels for standard error, ends of line and names of its own',
    (winston, watch) => {
      const { Console } = winston.transports;
      const logger = winston.createLogger({
        level: 'debug',
        format: winston.format.simple(),
        transports: [new Console({ stderrLevels: ['error'], consoleWarnLevels: ['warn'], eol: '|', name: 'mine' })],
      });
      for (const level of ['error', 'warn', 'info', 'debug']) logger.log(level, 'hello');
      watch.note('name', logger.transports[0].name);
    },
  ),
  ofWholePackage('the Console transport by the methods of the console', (winston) => {
    const { Console } = winston.transports;
    const transport = new Console({ forceConsole: true, stderrLevels: ['error'], consoleWarnLevels: ['warn'] });
    const logger = winston.createLogger({ format: winston.format.simple(), transports: transport });
    for (const level of ['error', 'warn', 'info']) logger.log(level, 'hello');
  }),
  ofWholePackage('the Console transport refuses levels that are no list of text', (winston, watch) => {
    const { Console } = winston.transports;
    for (const stderrLevels of ['error', [1], {}, null, []])
      watch.call('stderrLevels', () => new Console({ stderrLevels }).stderrLevels);
    watch.call('consoleWarnLevels', () => new Console({ consoleWarnLevels: 'warn' }));
  }),
  ofWholePackage('the Console transport prints undefined where no format has written a text', (winston) => {
    const logger = winston.createLogger({
      format: winston.format((info: Loose) => info)(),
      transports: new winston.transports.Console(),
    });
    logger.info('hello');
  }),
  ofWholePackage('the File transport refuses options that are none', (winston, watch) => {
    const { File } = winston.transports;
    watch.call('nothing', () => new File());
    watch.call('empty', () => new File({}));
  }),
  ofWholePackage('the Stream transport writes text and an end of line, or the info itself', async (winston, watch) => {
    const text = new Writable({
      write: (chunk: Buffer, _encoding, done) => (watch.note('text', chunk.toString()), done()),
    });
    const objects = new Writable({
      objectMode: true,
      write: (info: Loose, _encoding, done) => (watch.note('object', info), done()),
    });
    const { Stream } = winston.transports;
    const logger = winston.createLogger({
      transports: [
        new Stream({ stream: text }),
        new Stream({ stream: text, eol: '|' }),
        new Stream({ stream: objects }),
      ],
    });
    logger.info('hello', { x: 1 });
    await turns();
    watch.call('without a stream', () => new Stream({}));
  }),
  ofWholePackage('the Stream transport says logged for each line', async (winston, watch) => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
    const transport = new winston.transports.Stream({ stream });
    watch.events(transport, 'transport', 'logged');
    winston.createLogger({ transports: transport }).info('hello');
    await turns();
  }),
];
