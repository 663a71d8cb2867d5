import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Application, installed, SLOW } from './surface-application.ts';

/** What a program that uses the built package tells of it and of Winston. */
interface Report {
  readonly shapes: Record<'api' | 'transports' | 'format' | 'logger', Record<'stock' | 'ours', [string, string][]>>;
  readonly same: Record<string, boolean>;
  readonly instances: Record<string, boolean>;
  readonly thrown: Record<string, [string, string]>;
  readonly deep: Record<string, [string, string, boolean]>;
}

const PROGRAM = `
const stock = require('winston');
const ours = require('@tailrace/winston');
const api = { stock, ours };

const shapeOf = (owner) => Object.getOwnPropertyNames(owner).map((name) => {
  const { value, get, set, ...flags } = Object.getOwnPropertyDescriptor(owner, name);
  return [name, get || set ? ['get', !!get, 'set', !!set].join(' ') : typeof value, JSON.stringify(flags)].join(' ').split(/ (.*)/).slice(0, 2);
});
const both = (pick) => ({ stock: shapeOf(pick(stock)), ours: shapeOf(pick(ours)) });
const thrown = (call) => {
  try { call(); } catch (error) { return String(error); }
  return 'nothing';
};
const REMOVED = ['cli', 'padLevels', 'stripColors', 'addRewriter', 'addFilter', 'clone', 'extend', 'emitErrs', 'levelLength'];
const CLASSES = ['Logger', 'Container', 'ExceptionHandler', 'RejectionHandler'];
const logger = ours.createLogger();
const path = (module) => '/lib/winston/' + module;
console.log(JSON.stringify({
  shapes: {
    api: both((winston) => winston),
    transports: both((winston) => winston.transports),
    format: both((winston) => winston.format),
    logger: both((winston) => winston.createLogger()),
  },
  same: {
    ...Object.fromEntries(['version', 'config', 'addColors', 'Transport'].map((name) => [name, ours[name] === stock[name]])),
    ...Object.fromEntries(CLASSES.map((name) => ['name of ' + name, ours[name].name === stock[name].name])),
    'lib/winston': require('@tailrace/winston/lib/winston') === ours,
    transports: require('@tailrace/winston/lib/winston/transports') === ours.transports,
    Logger: require('@tailrace/winston/lib/winston/logger') === ours.Logger,
    createLogger: require('@tailrace/winston/lib/winston/create-logger') === ours.createLogger,
    Container: require('@tailrace/winston/lib/winston/container') === ours.Container,
    ExceptionHandler: require('@tailrace/winston/lib/winston/exception-handler') === ours.ExceptionHandler,
    RejectionHandler: require('@tailrace/winston/lib/winston/rejection-handler') === ours.RejectionHandler,
    ...Object.fromEntries(['Console', 'File', 'Http', 'Stream'].map((name) => [
      name, require('@tailrace/winston/lib/winston/transports/' + name.toLowerCase()) === ours.transports[name],
    ])),
  },
  instances: {
    'a logger is one of winston': logger instanceof stock.Logger,
    'a logger is one of ours': logger instanceof ours.Logger,
    'a logger of winston is not one of ours': !(stock.createLogger() instanceof ours.Logger),
    'its exceptions are handled as by winston': logger.exceptions instanceof stock.ExceptionHandler,
    'its exceptions are handled by ours': logger.exceptions instanceof ours.ExceptionHandler,
    'its rejections are handled as by winston': logger.rejections instanceof stock.RejectionHandler,
    'its rejections are handled by ours': logger.rejections instanceof ours.RejectionHandler,
    'loggers is a container of winston': ours.loggers instanceof stock.Container,
    'transports are those of winston-transport': new ours.transports.Console() instanceof stock.Transport,
  },
  thrown: {
    ...Object.fromEntries(REMOVED.map((name) => [name, [stock, ours].map((winston) => thrown(() => winston[name]()))])),
    colors: [stock, ours].map((winston) => thrown(() => winston.createLogger({ colors: { info: 'red' } }))),
    'logger.cli': [stock, ours].map((winston) => thrown(() => winston.createLogger().cli())),
  },
  deep: Object.fromEntries(JSON.parse(process.argv[2]).map((module) => {
    const found = require('@tailrace/winston' + module);
    return [module, [typeof require('winston' + module), typeof found, found === require('@tailrace/winston' + module.slice(0, -3))]];
  })),
}));
`;

const NAMES = `
const names = {};
for (const module of ['', ...JSON.parse(process.argv[2])]) {
  const [stock, ours] = await Promise.all([import('winston' + module), import('@tailrace/winston' + module)]);
  names[module] = [Object.keys(stock), Object.keys(ours)];
}
const { default: all, ...named } = await import('@tailrace/winston');
const wrong = Object.keys(named).filter((name) => name !== 'module.exports' && all[name] !== named[name]);
console.log(JSON.stringify({ names, wrong }));
`;

/** Every file below `lib`, as it is written in a program after the package's name. */
function deepModules(): string[] {
  const files = readdirSync(join(installed('winston'), 'lib'), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.js')).map((file) => `/lib/${file.replaceAll('\\', '/')}`);
}

describe('what the built package hands out [X1]', SLOW, () => {
  const application = new Application('winston');
  let report: Report;

  beforeAll(async () => {
    const { stdout, stderr } = await application.run('report.cjs', PROGRAM, { words: [JSON.stringify(deepModules())] });
    expect(stderr).toBe('');
    report = JSON.parse(stdout) as Report;
  }, SLOW.timeout);
  afterAll(() => application.remove());

  it('has the same names, in the same order, with the same attributes, as winston', () => {
    const { stock, ours } = report.shapes.api;
    expect(ours).toEqual(stock);
    expect(ours.length).toBeGreaterThan(45);
  });

  it('has the same transports, each loaded when it is asked for', () => {
    expect(report.shapes.transports.ours).toEqual(report.shapes.transports.stock);
  });

  it('has the same formats', () => {
    const sorted = (shapes: [string, string][]) => shapes.map(([name]) => name).sort();
    expect(sorted(report.shapes.format.ours)).toEqual(sorted(report.shapes.format.stock));
  });

  it('has loggers with the same properties, in the same order', () => {
    expect(report.shapes.logger.ours).toEqual(report.shapes.logger.stock);
  });

  it('has classes whose instances are those of winston, and its own', () => {
    expect(Object.entries(report.instances).filter(([, holds]) => !holds)).toEqual([]);
  });

  it('hands on what it does not do better, and the same under every path', () => {
    expect(Object.entries(report.same).filter(([, isSame]) => !isSame)).toEqual([]);
  });

  it('says of what was removed what winston says', () => {
    for (const [name, [stock, ours]] of Object.entries(report.thrown)) {
      expect(ours, name).toContain('removed in winston@3.0.0');
      expect(ours, name).toBe(stock);
    }
  });

  it('has a counterpart of every file of winston, with and without its ending', () => {
    expect(Object.keys(report.deep).length).toBeGreaterThan(15);
    for (const [module, [stock, ours, isSame]] of Object.entries(report.deep)) {
      expect([module, ours, isSame]).toEqual([module, stock, true]);
    }
  });

  it('can be imported from an ES module by the same names as winston, from its deep files too', async () => {
    const words = [JSON.stringify(deepModules())];
    const { stdout, stderr } = await application.run('names.mjs', NAMES, { words });
    expect(stderr).toBe('');
    const { names, wrong } = JSON.parse(stdout) as { names: Record<string, [string[], string[]]>; wrong: string[] };
    for (const [module, [stock, ours]] of Object.entries(names)) expect(ours, module).toEqual(stock);
    expect(names['']?.[1]).toContain('createLogger');
    expect(names['']?.[1]).not.toContain('__esModule');
    expect(wrong).toEqual([]);
  });

  it('shows what packages put on winston’s own transports, and keeps to itself what is put on its own', async () => {
    const { stdout } = await application.run(
      'assigned.cjs',
      `
      const stock = require('winston');
      const { transports } = require('@tailrace/winston');
      class Theirs {}
      class Own {}
      class Fake {}
      stock.transports.Theirs = Theirs;
      transports.Own = Own;
      Object.defineProperty(transports, 'Http', { value: Fake, configurable: true });
      const { Http } = stock.transports;
      console.log(transports.Theirs === Theirs, transports.Own === Own, 'Own' in stock.transports, transports.Http === Fake, Http === Fake);
      `,
    );
    expect(stdout).toBe('true true false true false\n');
  });
});
