import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bridgeWarnings } from '../src/index.ts';
import { keeping } from './records.ts';

interface Outcome {
  readonly code: number;
  readonly stderr: string;
  readonly stdout: string;
  readonly end: {
    readonly code: number;
    readonly isFlushed: boolean;
    readonly records: readonly Record<string, unknown>[];
  };
}

/** Runs the fixture in a process of its own. */
function run(how: string, settings: object = {}, flags: readonly string[] = []): Promise<Outcome> {
  const fixture = join(__dirname, 'fixtures', 'uncaught.cjs');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...flags, fixture, how, JSON.stringify(settings)], (error, stdout, stderr) => {
      const last = stdout.trim().split('\n').at(-1) ?? '';
      if (!last.startsWith('{')) reject(new Error(stderr));
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr, end: JSON.parse(last) as Outcome['end'] });
    });
  });
}

const exception = {
  level: 'fatal',
  logger: 'process.exception',
  message: 'Uncaught exception: outer',
  name: 'TypeError',
  cause: 'inner',
  attributes: { handled: false },
};
const rejection = {
  ...exception,
  logger: 'process.rejection',
  message: 'Unhandled rejection: outer',
};

describe('bridgeUncaught [A13, B2]', () => {
  it.each([false, true])(
    'records an exception and ends as Node does (flushBeforeExit: %s)',
    async (flushBeforeExit) => {
      const { code, stderr, end } = await run('throw', { flushBeforeExit });
      expect(code).toBe(1);
      expect(stderr).toContain('TypeError: outer');
      expect(stderr).toContain('[cause]: Error: inner');
      expect(stderr).toContain(`Node.js ${process.version}`);
      expect(end).toEqual({ code: 1, isFlushed: flushBeforeExit, records: [exception] });
    },
  );

  it.each([false, true])('records a rejection and ends as Node does (flushBeforeExit: %s)', async (flushBeforeExit) => {
    const { code, stderr, end } = await run('reject', { flushBeforeExit });
    expect(code).toBe(1);
    expect(stderr).toContain('TypeError: outer');
    expect(end).toEqual({ code: 1, isFlushed: flushBeforeExit, records: [rejection] });
  });

  it.each([false, true])('records what is no error (flushBeforeExit: %s)', async (flushBeforeExit) => {
    const [thrown, rejected] = await Promise.all([
      run('throw-text', { flushBeforeExit }),
      run('reject-text', { flushBeforeExit }),
    ]);
    expect([thrown.code, rejected.code]).toEqual([1, 1]);
    expect(thrown.stderr).toContain('only words\n');
    expect(thrown.end.records).toMatchObject([{ name: 'NonError', message: 'Uncaught exception: only words' }]);
    expect(rejected.stderr).toContain('only words');
    expect(rejected.end.records).toMatchObject([{ logger: 'process.rejection' }]);
  });

  it.each([false, true])('ends nothing where others listen (flushBeforeExit: %s)', async (flushBeforeExit) => {
    const { code, stdout, stderr, end } = await run('throw', { flushBeforeExit, listener: 'exception' });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('handled');
    expect(end.records).toEqual([{ ...exception, level: 'error', attributes: { handled: true } }]);
  });

  it('leaves rejections that are handled, or tolerated, alone', async () => {
    const [handled, tolerated] = await Promise.all([
      run('reject', { flushBeforeExit: true, listener: 'rejection' }),
      run('reject', { flushBeforeExit: true }, ['--unhandled-rejections=none']),
    ]);
    for (const { code, end } of [handled, tolerated]) {
      expect(code).toBe(0);
      expect(end.records).toEqual([]);
    }
  });

  it('records what is thrown while it flushes, and still ends once', async () => {
    const { code, end, stderr } = await run('twice', { flushBeforeExit: true });
    expect(code).toBe(1);
    expect(end.records.map(({ message }) => message)).toEqual([
      'Uncaught exception: outer',
      'Uncaught exception: second',
    ]);
    expect(stderr).not.toContain('second');
  });

  it.each([{ fails: true }, { flush: 'never', flushMillis: 30 }])(
    'ends also where flushing does not: %j',
    async (settings) => {
      const { code } = await run('throw', { flushBeforeExit: true, ...settings });
      expect(code).toBe(1);
    },
  );

  it('ends a logger of stock Winston only when everything is on disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tailrace-bridges-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const filename = join(folder, 'app.log');
    const fixture = join(__dirname, 'fixtures', 'uncaught-winston.cjs');
    const died = await promisify(execFile)(process.execPath, [fixture, filename]).catch((error: unknown) => error);
    expect(died).toMatchObject({ code: 1, stderr: expect.stringContaining('Error: the end') });
    const lines = readFileSync(filename, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(301);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      level: 'error',
      message: 'Uncaught exception: the end',
      logger: 'process.exception',
      stack: expect.stringContaining('uncaught-winston.cjs'),
    });
  });

  it('loses nothing with a transport of Tailrace’s, whatever library wrote it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tailrace-bridges-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const filename = join(folder, 'app.log');
    const fixture = join(__dirname, 'fixtures', 'uncaught-file.cjs');
    const died = await promisify(execFile)(process.execPath, [fixture, filename]).catch((error: unknown) => error);
    expect(died).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('TypeError: the end') });
    const records = readFileSync(filename, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ level, logger, message, service }) => [level, logger, message, service])).toEqual([
      ['warn', 'console', 'by the console', 'shop'],
      ['info', 'p', 'by pino', 'shop'],
      ['error', 'b', 'by bunyan', 'shop'],
      ['debug', 'd:x', 'by debug', 'shop'],
      ['info', 'l', 'by log4js', 'shop'],
      ['warn', 'process.warning', 'Warning: by Node', 'shop'],
      ['fatal', 'process.rejection', 'Unhandled rejection: the end', 'shop'],
    ]);
    expect(records.at(-1)?.['exception']).toMatchObject({ name: 'TypeError', message: 'the end' });
  });

  it('prints nothing where it is told so', async () => {
    const { code, stderr } = await run('throw', { flushBeforeExit: true, passThrough: false });
    expect([code, stderr]).toEqual([1, '']);
  });
});

describe('bridgeWarnings [A13, B2]', () => {
  it('takes warnings and deprecations in place of Node’s output', async () => {
    const { stderr, end } = await run('warning');
    expect(stderr).toBe('');
    expect(end.records).toEqual([
      {
        level: 'warn',
        logger: 'process.warning',
        message: 'DeprecationWarning: old() is old',
        name: 'DeprecationWarning',
        attributes: { code: 'DEP_OLD' },
      },
      {
        level: 'warn',
        logger: 'process.warning',
        message: 'CareWarning: be careful',
        name: 'CareWarning',
        attributes: { code: 'C1', detail: 'in detail' },
      },
    ]);
  });

  it('lets Node print as well, and honours its switches', async () => {
    const [through, switched] = await Promise.all([
      run('warning', { passThrough: true }),
      run('warning', {}, ['--no-deprecation']),
    ]);
    expect(through.stderr).toContain('[DEP_OLD] DeprecationWarning: old() is old');
    expect(through.stderr).toContain('CareWarning: be careful');
    expect(through.end.records).toHaveLength(2);
    expect(switched.end.records.map(({ name }) => name)).toEqual(['CareWarning']);
  });

  it('puts Node’s listener back where it was, in any order of several', () => {
    const before = process.listeners('warning');
    const { target } = keeping();
    const bridges = [bridgeWarnings(target), bridgeWarnings(target, { passThrough: true }), bridgeWarnings(target)];
    expect(process.listeners('warning')).toHaveLength(before.length + 2);
    for (const bridge of [bridges[1], bridges[0], bridges[2]]) bridge?.undo();
    expect(process.listeners('warning')).toEqual(before);
  });
});
