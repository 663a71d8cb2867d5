import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Diagnostics, type DiagnosticsEvent, reportToStderr, systemClock } from '../src/index.ts';

const packageFolder = join(__dirname, '..');
const built = join(packageFolder, 'dist/index.js');
const folder = mkdtempSync(join(tmpdir(), 'tailrace-core-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!existsSync(built))('two copies of the package in one process (needs the build)', () => {
  cpSync(join(packageFolder, 'dist'), folder, { recursive: true });
  const run = (environment: Record<string, string>) =>
    spawnSync(process.execPath, [join(__dirname, 'fixtures/exit-hooks.cjs'), built, join(folder, 'index.js')], {
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    });

  it('run their exit hooks in one order, whichever copy they were given to, and one that throws stops no other', () => {
    const { stdout, stderr, status } = run({ TAILRACE_DIAGNOSTICS: '' });
    expect(stdout.split('\n')).toEqual(['two, order 0', 'one, order 0', 'one, order 5', 'code 3', 'added at exit', '']);
    expect(status).toBe(3);
    expect(stderr).toBe('');
  });

  it('share one place for reports, which speaks on stderr where the environment asks for it', () => {
    const { stderr } = run({ TAILRACE_DIAGNOSTICS: 'stderr' });
    expect(stderr.split('\n')).toEqual([
      'tailrace: sink.fault (fixture): told by two',
      'tailrace: exit.failed (process): A callback at exit threw.',
      '',
    ]);
  });
});

describe('reportToStderr', () => {
  it('writes one line a minute for each event and source, and counts the others', () => {
    const diagnostics = new Diagnostics();
    const lines: string[] = [];
    let now = 0;
    const stop = reportToStderr(diagnostics, { write: (line) => void lines.push(line), now: () => now });
    const report = (more: Partial<DiagnosticsEvent> = {}) =>
      diagnostics.report({ name: 'record.dropped', source: 'http', message: 'The queue is full.', ...more });
    report({ records: 3, reason: 'queue_full' });
    report();
    report();
    report({ source: 'file\n\u001b[31mred' });
    now = 60_000;
    report();
    stop();
    report({ source: 'late' });
    expect(lines).toEqual([
      'tailrace: record.dropped (http, queue_full, 3 records): The queue is full.\n',
      'tailrace: record.dropped (file [31mred): The queue is full.\n',
      'tailrace: record.dropped (http, 2 more like it since): The queue is full.\n',
    ]);
  });

  it('is not flooded by ever new sources', () => {
    const diagnostics = new Diagnostics();
    const lines: string[] = [];
    reportToStderr(diagnostics, { write: (line) => void lines.push(line), now: () => 0 });
    for (let index = 0; index < 10_000; index += 1)
      diagnostics.report({ name: 'sink.fault', source: `s${index}`, message: 'x' });
    expect(lines.length).toBeLessThan(300);
  });
});

describe('Diagnostics', () => {
  it('tells every listener, also after one that throws, and none that went', () => {
    const diagnostics = new Diagnostics();
    const told: string[] = [];
    diagnostics.subscribe(() => {
      throw new Error('a bad listener');
    });
    const leave = diagnostics.subscribe(() => void told.push('first'));
    diagnostics.subscribe(() => void told.push('second'));
    const event = { name: 'sink.fault', source: 'x', message: 'y' } as const;
    diagnostics.report(event);
    leave();
    diagnostics.report(event);
    expect(told).toEqual(['first', 'second', 'second']);
  });
});

describe('systemClock', () => {
  it('waits for ever where it is asked to, and does not call at once', () => {
    vi.useFakeTimers();
    try {
      const called = vi.fn();
      systemClock.schedule(called, Number.POSITIVE_INFINITY);
      systemClock.schedule(called, 2 ** 40);
      vi.advanceTimersByTime(60_000);
      expect(called).not.toHaveBeenCalled();
    } finally {
      vi.useRealTimers();
    }
  });
});
