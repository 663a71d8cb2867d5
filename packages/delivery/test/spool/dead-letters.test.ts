import { recordedDiagnostics } from '@tailrace/core/testing';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type DeadLetters, type DeadLettersOptions, openDeadLetters } from '../../src/dead-letters.ts';
import { entries, entry, newFolder } from './spool-fixture.ts';

function letters(options: Partial<DeadLettersOptions> = {}): DeadLetters {
  return openDeadLetters({ directory: newFolder(), name: 'http', ...options });
}

function linesOf(path: string): Record<string, unknown>[] {
  const text = readFileSync(path, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('dead letters [G6]', () => {
  it('are one JSON object a line, with the reason, the time, and the entry whole', async () => {
    const box = letters();
    expect(existsSync(box.path)).toBe(false);
    await box.write([entry(1, 17)], '422: bad field\nin line 2');
    box.writeSync(
      [{ id: 'b', timestamp: Number.NaN, severity: 9, route: 'index', body: Uint8Array.of(255, 0) }],
      'size',
    );
    expect(linesOf(box.path)).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        reason: '422: bad field\nin line 2',
        id: 'id-1',
        timestamp: '2026-01-01T00:00:00.001Z',
        severity: 17,
        body: entry(1).body,
      },
      {
        time: expect.any(String),
        reason: 'size',
        id: 'b',
        timestamp: null,
        severity: 9,
        route: 'index',
        body_base64: '/wA=',
      },
    ]);
    expect(box.counts()).toEqual({ written: 2, failed: 0 });
  });

  it('are for their owner alone', async () => {
    const box = letters();
    await box.write(entries(1), 'x');
    expect(statSync(box.path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(box.path)).mode & 0o777).toBe(0o700);
  });

  it('keep the order of writes that run at once', async () => {
    const box = letters();
    await Promise.all(Array.from({ length: 20 }, (_, n) => box.write(entries(2, n * 2), 'x')));
    expect(linesOf(box.path).map(({ id }) => id)).toEqual(entries(40).map(({ id }) => id));
  });

  it('go on in a new file when one is full, and lose nothing by that', async () => {
    const box = letters({ maxBytes: 500 });
    const write = async (from: number): Promise<void> => {
      if (from % 4 === 0) await box.write(entries(2, from), 'x');
      else box.writeSync(entries(2, from), 'x');
    };
    for (let from = 0; from < 10; from += 2) await write(from);
    const files = readdirSync(dirname(box.path)).sort();
    expect(files).toHaveLength(5);
    expect(files.at(-1)).toBe(basename(box.path));
    const kept = files.flatMap((file) => linesOf(join(dirname(box.path), file)).map(({ id }) => id));
    expect(kept).toEqual(entries(10).map(({ id }) => id));
    expect(box.counts()).toEqual({ written: 10, failed: 0 });
  });

  it('keep so many full files and tell that the oldest went', async () => {
    const { diagnostics, events } = recordedDiagnostics();
    const box = letters({ maxBytes: 500, maxFiles: 1, diagnostics });
    for (let from = 0; from < 8; from += 2) await box.write(entries(2, from), 'x');
    const files = readdirSync(dirname(box.path)).sort();
    expect(files).toHaveLength(2);
    const kept = files.flatMap((file) => linesOf(join(dirname(box.path), file)).map(({ id }) => id));
    expect(kept).toEqual(entries(4, 4).map(({ id }) => id));
    expect(events.map(({ name }) => name)).toEqual(['dead_letters.deleted', 'dead_letters.deleted']);
  });

  it('leave the files of a transport alone whose name only begins as theirs does', async () => {
    const box = letters({ maxBytes: 500, maxFiles: 1 });
    const other = openDeadLetters({ directory: dirname(dirname(box.path)), name: `${basename(box.path, '.jsonl')}.2` });
    await other.write(entries(2), 'x');
    for (let from = 0; from < 8; from += 2) await box.write(entries(2, from), 'x');
    expect(linesOf(other.path)).toHaveLength(2);
    expect(readdirSync(dirname(box.path))).toHaveLength(3);
  });

  it('leave a file alone that another process has begun meanwhile', async () => {
    const box = letters({ maxBytes: 500 });
    const other = openDeadLetters({ directory: dirname(dirname(box.path)), name: 'http', maxBytes: 500 });
    // All within one millisecond: what was put aside must not be replaced by what comes next.
    vi.useFakeTimers({ toFake: ['Date'] });
    await box.write(entries(2), 'x');
    await Promise.all([box.write(entries(2, 2), 'x'), other.write(entries(2, 4), 'x'), box.write(entries(2, 6), 'x')]);
    other.writeSync(entries(2, 8), 'x');
    vi.useRealTimers();
    const files = readdirSync(dirname(box.path)).sort();
    const kept = files.flatMap((file) => linesOf(join(dirname(box.path), file)).map(({ id }) => id));
    expect(kept.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual(entries(10).map(({ id }) => id));
  });

  it('take what is larger than a file in a file of its own', async () => {
    const box = letters({ maxBytes: 10 });
    await box.write(entries(1), 'x');
    await box.write(entries(1, 1), 'x');
    expect(linesOf(box.path).map(({ id }) => id)).toEqual(['id-1']);
  });

  it('end a line that was torn before they write the next', async () => {
    const box = letters();
    await box.write(entries(1), 'x');
    appendFileSync(box.path, '{"torn":');
    await box.write(entries(1, 1), 'x');
    const lines = readFileSync(box.path, 'utf8').split('\n');
    expect(lines[1]).toBe('{"torn":');
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ id: 'id-1' });
  });

  it('reject where the folder cannot be made, and go on when it can', async () => {
    const directory = newFolder();
    writeFileSync(join(directory, 'dead-letters'), 'in the way');
    const box = letters({ directory });
    await expect(box.write(entries(1), 'x')).rejects.toMatchObject({ code: 'EEXIST' });
    const other = letters({ directory: join(directory, 'other') });
    mkdirSync(join(directory, 'other'));
    chmodSync(join(directory, 'other'), 0o700);
    await other.write(entries(1), 'x');
    expect(linesOf(other.path)).toHaveLength(1);
  });

  it('throw for an option they do not know', () => {
    const wrong = { name: 'x', maxBites: 1 };
    expect(() => openDeadLetters(wrong)).toThrow(/Did you mean 'maxBytes'/);
  });
});
