import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../src/testing/fake-clock.ts';
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
  const listen = () => {
    const diagnostics = new Diagnostics();
    const clock = new FakeClock();
    const lines: string[] = [];
    const stop = reportToStderr(diagnostics, { write: (line) => void lines.push(line), clock });
    const report = (more: Partial<DiagnosticsEvent> = {}) =>
      diagnostics.report({ name: 'record.dropped', source: 'http', message: 'The queue is full.', ...more });
    return { clock, lines, stop, report };
  };

  it('writes one line a minute in all, about the worst, and counts the other kinds [G14]', async () => {
    const { clock, lines, stop, report } = listen();
    report({ name: 'batch.retried', message: 'Try 1 failed.' });
    report({ name: 'breaker.opened', message: 'It is down.' });
    report({ records: 3, reason: 'queue_full' });
    report({ records: 4, reason: 'queue_full' });
    report({ name: 'breaker.opened', source: 'file\n\u001b[31mred', message: 'It is down.' });
    expect(lines).toEqual(['tailrace: batch.retried (http): Try 1 failed.\n']);
    await clock.advance(59_999);
    expect(lines.length).toBe(1);
    await clock.advance(1);
    expect(lines.slice(1)).toEqual([
      'tailrace: record.dropped (http, queue_full, 7 records, 2 reports): The queue is full. (and 2 more kinds of reports)\n',
    ]);
    report({ name: 'breaker.opened', source: 'file\n\u001b[31mred', message: 'It is down.' });
    await clock.advance(60_000);
    expect(lines.slice(2)).toEqual(['tailrace: breaker.opened (file [31mred): It is down.\n']);
    // A minute without reports: the next is written at once.
    await clock.advance(60_000);
    report();
    expect(lines.slice(3)).toEqual(['tailrace: record.dropped (http): The queue is full.\n']);
    stop();
    report({ source: 'late' });
    await clock.advance(60_000);
    expect(lines.length).toBe(4);
  });

  it('is not flooded by ever new sources', async () => {
    const { clock, lines, report } = listen();
    for (let index = 0; index <= 10_000; index += 1) report({ source: `s${index}` });
    await clock.advance(60_000);
    expect(lines.length).toBe(2);
    expect(lines[1]).toContain('(and 9999 more kinds of reports)');
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
