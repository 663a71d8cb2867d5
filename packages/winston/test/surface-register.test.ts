import { afterAll, describe, expect, it } from 'vitest';
import { Application, SLOW } from './surface-application.ts';

const REGISTER = '@tailrace/winston/register';

/** A package that an application has installed. */
const PLUG = 'plug';

/** Whose a logger is. */
const WHOSE = `
const whose = ({ createLogger }) => (typeof createLogger().flush === 'function' ? 'ours' : 'winston');
`;

describe.concurrent.each(['--import', '--require'])('node %s @tailrace/winston/register [X1]', SLOW, (flag) => {
  const application = new Application('winston');
  const flags = [flag, REGISTER];
  const name = flag.slice(2);
  afterAll(() => application.remove());

  it('gives ours to whoever requires winston, and the real one to ours', async () => {
    const program = `${WHOSE}
      const winston = require('winston');
      const { createRequire } = require('node:module');
      console.log(whose(winston), whose(createRequire(__filename)('winston')), winston === require('@tailrace/winston'));
      console.log(require.resolve('winston') === require.resolve('@tailrace/winston'));
      winston.createLogger({ transports: new winston.transports.Console() }).info('hello');
    `;
    const answer = await application.run(`${name}.cjs`, program, { flags });
    expect(answer).toEqual({
      code: 0,
      stdout: 'ours ours true\ntrue\n{"level":"info","message":"hello"}\n',
      stderr: '',
    });
  });

  it('gives ours to whoever imports winston, by name, as a whole, and later', async () => {
    const program = `${WHOSE}
      import winston, { createLogger, format, transports } from 'winston';
      import * as all from 'winston';
      console.log(whose(winston), whose(all), whose(await import('winston')), whose({ createLogger }));
      createLogger({ format: format.simple(), transports: [new transports.Console()] }).info('hello');
    `;
    const answer = await application.run(`${name}.mjs`, program, { flags });
    expect(answer).toEqual({ code: 0, stdout: 'ours ours ours ours\ninfo: hello\n', stderr: '' });
  });

  it('gives ours to whoever reaches for winston’s files', async () => {
    const required = `
      const Logger = require('winston/lib/winston/logger');
      const [createLogger, Container, File] = ['create-logger.js', 'container', 'transports/file'].map((name) =>
        require('winston/lib/winston/' + name));
      const winston = require('winston/lib/winston');
      const plain = ['config', 'profiler', 'tail-file', 'common'].map((name) => typeof require('winston/lib/winston/' + name));
      console.log(Logger === winston.Logger, createLogger === winston.createLogger, Container === winston.Container);
      console.log(File === winston.transports.File, typeof Logger.prototype.flush, plain.join(), require('winston/package.json').name);
    `;
    const imported = `
      import Logger from 'winston/lib/winston/logger.js';
      import winston from 'winston';
      import transports from 'winston/lib/winston/transports/index.js';
      console.log(Logger === winston.Logger, transports === winston.transports, typeof Logger.prototype.flush);
    `;
    const [cjs, mjs] = await Promise.all([
      application.run(`${name}-deep.cjs`, required, { flags }),
      application.run(`${name}-deep.mjs`, imported, { flags }),
    ]);
    expect(cjs.stderr + mjs.stderr).toBe('');
    expect(cjs.stdout).toBe('true true true\ntrue function object,function,function,object winston\n');
    expect(mjs.stdout).toBe('true true function\n');
  });

  it('gives ours to the packages that an application has, and lets them put transports on it', async () => {
    application.write(`node_modules/${PLUG}/package.json`, `{"name":"${PLUG}","main":"plug.js"}`);
    application.write(
      `node_modules/${PLUG}/plug.js`,
      "const winston = require('winston');\nwinston.transports.Plug = class Plug extends winston.Transport {};\n",
    );
    const program = `
      import winston from 'winston';
      import '${PLUG}';
      console.log(new winston.transports.Plug() instanceof winston.Transport);
    `;
    expect((await application.run(`${name}-plug.mjs`, program, { flags })).stdout).toBe('true\n');
  });
});

describe.concurrent('@tailrace/winston/register [X1]', SLOW, () => {
  const flags = ['--import', REGISTER];

  it('gives ours where an application itself has no winston', async () => {
    const application = new Application();
    const [cjs, mjs] = await Promise.all([
      application.run('a.cjs', `${WHOSE} console.log(whose(require('winston')));`, { flags }),
      application.run('a.mjs', `${WHOSE} import winston from 'winston'; console.log(whose(winston));`, { flags }),
    ]);
    application.remove();
    const expected = { code: 0, stdout: 'ours\n', stderr: '' };
    expect([cjs, mjs]).toEqual([expected, expected]);
  });

  it('leaves an older winston to those who have it', async () => {
    const application = new Application();
    application.write(
      'node_modules/winston/package.json',
      '{"name":"winston","version":"2.4.7","main":"lib/winston.js"}',
    );
    application.write('node_modules/winston/lib/winston.js', "exports.version = 'old';");
    const [cjs, mjs] = await Promise.all([
      application.run('a.cjs', "console.log(require('winston').version);", { flags }),
      application.run('a.mjs', "import winston from 'winston'; console.log(winston.version);", { flags }),
    ]);
    application.remove();
    const expected = { code: 0, stdout: 'old\n', stderr: '' };
    expect([cjs, mjs]).toEqual([expected, expected]);
  });

  it('may be registered twice, and from within a program', async () => {
    const application = new Application('winston');
    const program = `${WHOSE}
      require('@tailrace/winston/register');
      require('@tailrace/winston/register');
      console.log(whose(require('winston')));
      import('winston').then((winston) => console.log(whose(winston)));
    `;
    const { stdout } = await application.run('a.cjs', program, { flags: [...flags, '--require', REGISTER] });
    application.remove();
    expect(stdout).toBe('ours\nours\n');
  });

  it('says of a module that is not there what Node says', async () => {
    const application = new Application('winston');
    const program = `
      const missing = ['winston/lib/winston/none', 'winston/none', 'winston-none'];
      for (const name of missing) {
        try { require(name); } catch ({ code }) { console.log(code); }
      }
      Promise.allSettled(missing.map((name) => import(name))).then((all) => console.log(all.map(({ reason }) => reason.code).join()));
    `;
    const { stdout } = await application.run('a.cjs', program, { flags });
    application.remove();
    const required = Array(3).fill('MODULE_NOT_FOUND').join('\n');
    expect(stdout).toBe(`${required}\n${Array(3).fill('ERR_MODULE_NOT_FOUND').join()}\n`);
  });

  it('reaches the threads of a program', async () => {
    const application = new Application('winston');
    const program = `${WHOSE}
      const { Worker, isMainThread, parentPort } = require('node:worker_threads');
      if (isMainThread) new Worker(__filename).on('message', (text) => console.log(text));
      else parentPort.postMessage(whose(require('winston')));
    `;
    const { stdout } = await application.run('a.cjs', program, { flags });
    application.remove();
    expect(stdout).toBe('ours\n');
  });
});
