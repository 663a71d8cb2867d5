import { afterAll, describe, expect, it } from 'vitest';
import { Application, type Ended, SLOW } from './surface-application.ts';

const application = new Application('winston', 'winston-transport');
afterAll(() => application.remove());

/** Makes the deadline of three seconds never come: who ends has not waited for it. */
const WITHOUT_DEADLINE = `
const plain = globalThis.setTimeout;
globalThis.setTimeout = (call, millis, ...others) => plain(call, millis === 3000 ? 2 ** 30 : millis, ...others);
`;

/** A transport that has written an info when its callback comes, a while later. */
const LATER = `
const Transport = require('winston-transport');
class Later extends Transport {
  written = [];
  log(info, callback) {
    setTimeout(() => {
      this.written.push(info.message.split('\\n')[0]);
      callback();
    }, 20);
  }
}
process.on('exit', (code) => console.log(JSON.stringify([code, ...(globalThis.seen ?? []).map(({ written }) => written).flat()])));
`;

let programs = 0;

function run(program: string): Promise<Ended> {
  programs += 1;
  return application.run(`program-${programs}.cjs`, program);
}

/** Runs a program with Winston's logger and with ours. */
async function beside(program: string): Promise<{ stock: Ended; ours: Ended }> {
  const side = (name: string) => run(`const winston = require('${name}');\n${program}`);
  const [stock, ours] = await Promise.all([side('winston'), side('@tailrace/winston')]);
  return { stock, ours };
}

const OURS = "const winston = require('@tailrace/winston');\n";

describe.concurrent('an uncaught error [X1]', SLOW, () => {
  it.each([
    ['exception', 'setImmediate(() => { throw new Error("lost"); });', 'handleExceptions'],
    ['rejection', 'setImmediate(() => Promise.reject(new Error("lost")));', 'handleRejections'],
  ])('is logged as winston logs it, and ends the process with its code: %s', async (kind, failing, option) => {
    const program = `
      const { Console } = winston.transports;
      winston.createLogger({ transports: [new Console({ ${option}: true })] });
      ${failing}
    `;
    const { stock, ours } = await beside(program);
    const [theirs, own] = [stock, ours].map(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>);
    expect(Object.keys(own ?? {})).toEqual(Object.keys(theirs ?? {}));
    expect(own?.['message']).toMatch(/: lost\nError: lost/);
    for (const name of ['level', kind, 'error']) expect(own?.[name], name).toEqual(theirs?.[name]);
    expect([ours.code, ours.stderr]).toEqual([stock.code, stock.stderr]);
    expect(ours.code).toBe(1);
  });

  it('ends the process as soon as every transport has it, and not after three seconds', async () => {
    const program = `
      const { Console, File } = winston.transports;
      const [filename, file] = [__filename + '.log', new File({ filename: __filename + '.log', handleExceptions: true })];
      const logger = winston.createLogger({ transports: [new Console({ handleExceptions: true }), file] });
      process.on('exit', () => console.log(require('node:fs').readFileSync(filename, 'utf8').split('\\n').length - 1));
      for (let n = 1; n < 100; n += 1) logger.info('line ' + n);
      setImmediate(() => { throw new Error('lost'); });
    `;
    const { code, stdout } = await run(WITHOUT_DEADLINE + OURS + program);
    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('100');
    expect(stdout.split('\n').length).toBe(102);
  });

  it('keeps every line of a transport that takes its time, of other loggers too', async () => {
    const program = `
      const [own, other, wrapped] = (globalThis.seen = [new Later({ handleExceptions: true }), new Later(), new Later()]);
      const logger = winston.createLogger({ transports: [own], exceptionHandlers: [wrapped] });
      const others = winston.createLogger({ transports: [other] });
      for (let n = 0; n < 20; n += 1) logger.info('own ' + n);
      for (let n = 0; n < 20; n += 1) others.info('other ' + n);
      setImmediate(() => { throw new Error('lost'); });
    `;
    const { code, stdout } = await run(WITHOUT_DEADLINE + LATER + OURS + program);
    const lines = (word: string) => Array.from({ length: 20 }, (_, n) => `${word} ${n}`);
    const last = 'uncaughtException: lost';
    expect(JSON.parse(stdout)).toEqual([1, ...lines('own'), last, ...lines('other'), last]);
    expect(code).toBe(1);
  });

  it.each([
    ['uncaughtException', 'handleExceptions', 'throw new Error("lost");'],
    ['unhandledRejection', 'handleRejections', 'void Promise.reject(new Error("lost"));'],
  ])(
    "comes to a child's own transport that takes it, and every line of the others is kept: %s",
    async (word, option, failing) => {
      const program = `
      const [taking, other] = (globalThis.seen = [new Later({ ${option}: true }), new Later()]);
      const logger = winston.createLogger({ format: winston.format((info) => { info.message += ' formatted'; return info; })() });
      const child = logger.child({}, { transports: [taking, other] });
      for (let n = 0; n < 20; n += 1) child.info('line ' + n);
      ${word === 'uncaughtException' ? '' : 'logger.configure({ format: logger.format });'}
      setImmediate(() => { ${failing} });
    `;
      const { code, stdout, stderr } = await run(WITHOUT_DEADLINE + LATER + OURS + program);
      const lines = Array.from({ length: 20 }, (_, n) => `line ${n} formatted`);
      // What it is given has the stack behind its first line.
      expect(JSON.parse(stdout)).toEqual([1, ...lines, `${word}: lost`, ...lines]);
      expect([code, stderr]).toEqual([1, '']);
    },
  );

  it('that comes while the process is about to end is logged as well', async () => {
    const program = `
      const later = [() => { throw new Error('second'); }, () => Promise.reject(new Error('third'))];
      class Failing extends Later {
        log(info, callback) {
          // While this one is not written yet.
          if (later.length > 0) setImmediate(later.shift());
          super.log(info, callback);
        }
      }
      globalThis.seen = [new Failing({ handleExceptions: true, handleRejections: true })];
      winston.createLogger({ transports: globalThis.seen });
      setImmediate(() => { throw new Error('first'); });
    `;
    const { stdout } = await run(WITHOUT_DEADLINE + LATER + OURS + program);
    const expected = ['uncaughtException: first', 'uncaughtException: second', 'unhandledRejection: third'];
    expect(JSON.parse(stdout)).toEqual([1, ...expected]);
  });

  it('leaves a transport that only says it has sent its lines the three seconds that winston leaves it', async () => {
    const program = `
      const Transport = require('winston-transport');
      class Batching extends Transport {
        log(info, callback) {
          setTimeout(() => console.log('sent', info.message.split('\\n')[0]), 300);
          callback();
        }
      }
      winston.createLogger({ transports: [new Batching({ handleExceptions: true })] });
      setImmediate(() => { throw new Error('lost'); });
    `;
    const { stock, ours } = await beside(program);
    expect(ours).toEqual(stock);
    expect(ours).toEqual({ code: 1, stdout: 'sent uncaughtException: lost\n', stderr: '' });
  });

  it('asks a transport to flush that can, and believes it', async () => {
    const program = `
      const Transport = require('winston-transport');
      class Batching extends Transport {
        log(info, callback) {
          this.line = info.message.split('\\n')[0];
          callback();
        }
        async flush() {
          await new Promise((resolve) => setTimeout(resolve, 20));
          console.log('sent', this.line);
        }
      }
      winston.createLogger({ exceptionHandlers: [new Batching()], transports: [new Batching({ silent: true })] });
      setImmediate(() => { throw new Error('lost'); });
    `;
    const { code, stdout } = await run(WITHOUT_DEADLINE + OURS + program);
    expect([code, stdout]).toEqual([1, 'sent undefined\nsent uncaughtException: lost\n']);
  });

  it('ends the process after three seconds where a transport hangs, with the lines of the others', async () => {
    const program = `
      class Hanging extends Transport {
        log() {}
        flush() { return new Promise(() => {}); }
      }
      globalThis.seen = [new Later({ handleExceptions: true })];
      winston.createLogger({ transports: [new Hanging({ handleExceptions: true }), ...globalThis.seen] });
      setImmediate(() => { throw new Error('lost'); });
    `;
    const { code, stdout } = await run(LATER + OURS + program);
    expect([code, stdout]).toEqual([1, '[1,"uncaughtException: lost"]\n']);
  });

  it('waits no longer for a transport that fails, and has the lines of the others', async () => {
    const program = `
      class Failing extends Transport {
        log(info, callback) { setTimeout(() => callback(new Error('broken')), 10); }
      }
      globalThis.seen = [new Later({ handleExceptions: true })];
      const logger = winston.createLogger({ transports: [new Failing({ handleExceptions: true }), ...globalThis.seen] });
      logger.on('error', () => {});
      setImmediate(() => { throw new Error('lost'); });
    `;
    const { code, stdout } = await run(WITHOUT_DEADLINE + LATER + OURS + program);
    expect([code, stdout]).toEqual([1, '[1,"uncaughtException: lost"]\n']);
  });

  it('leaves its code to a process that is exiting already', async () => {
    const program = `
      globalThis.seen = [new Later({ handleExceptions: true })];
      winston.createLogger({ transports: globalThis.seen });
      setImmediate(() => { throw new Error('lost'); });
      setImmediate(() => process.exit(5));
    `;
    const { code } = await run(WITHOUT_DEADLINE + LATER + OURS + program);
    expect(code).toBe(5);
  });
});

describe.concurrent('exitOnError [X1]', SLOW, () => {
  // Told after all that went wrong before.
  const goesOn = "setImmediate(() => setTimeout(() => { console.log('goes on'); process.exit(0); }, 100));";

  it.each([
    ['a function that says no', '(error) => { console.log(error.message); return false; }'],
    ['false', 'false'],
  ])('keeps the process alive as with winston: %s', async (_case, exitOnError) => {
    const { stock, ours } = await beside(`
      const Console = class extends winston.transports.Console { log({ exception }, done) { console.log({ exception }); done(); } };
      winston.createLogger({ exitOnError: ${exitOnError}, transports: [new Console({ handleExceptions: true })] });
      setImmediate(() => { throw new Error('lost'); });
      ${goesOn}
    `);
    expect(ours).toEqual(stock);
    expect(ours.code).toBe(0);
    expect(ours.stdout).toContain('{ exception: true }\ngoes on\n');
  });

  it('with nobody to log the error, warns as winston does and does not end the process', async () => {
    const { stock, ours } = await beside(`
      const logger = winston.createLogger({ transports: [new winston.transports.Console()] });
      logger.exceptions.handle();
      logger.rejections.handle();
      setImmediate(() => { throw new Error('lost'); });
      setImmediate(() => Promise.reject(new Error('lost')));
      ${goesOn}
    `);
    expect(ours).toEqual(stock);
    expect(ours.stderr).toContain('winston: exitOnError cannot be true with no rejection handlers.');
  });

  it('is a method of the logger; errors that end nothing leave nothing behind', async () => {
    const { ours } = await beside(`
      const transport = new winston.transports.Console({ handleExceptions: true, silent: true });
      const logger = winston.createLogger({ exitOnError() { return this.ends; }, transports: [transport] });
      logger.ends = false;
      const listening = () => ['finish', 'error'].map((event) => transport.listenerCount(event)).join();
      const before = listening();
      for (let n = 0; n < 20; n += 1) setImmediate(() => { throw new Error('lost ' + n); });
      setImmediate(() => setTimeout(() => { console.log(listening() === before); process.exit(0); }, 100));
    `);
    expect(ours.stderr).toBe('');
    expect(ours.stdout).toBe('true\n');
  });
});
