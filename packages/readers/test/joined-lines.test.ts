import { describe, expect, it } from 'vitest';
import { collect, pieces, read } from './collect.ts';

const JAVA = [
  '2026-01-31 12:00:00.123 [main] ERROR com.example.App - request failed',
  'java.lang.IllegalStateException: no connection',
  '\tat com.example.Db.open(Db.java:12)',
  'Caused by: java.io.IOException: refused',
  '\t... 12 more',
  '2026-01-31 12:00:01.000 [main] INFO com.example.App - next',
];

describe('lines that belong together', () => {
  it('joins a Java stack trace to its record, as its error', async () => {
    const { entries } = await collect(pieces(JAVA.join('\n')));
    expect(entries.map((entry) => entry.lines)).toEqual([5, 1]);
    expect(entries[0]?.record).toMatchObject({
      message: 'request failed',
      error: { name: 'java.lang.IllegalStateException', message: 'no connection', stack: JAVA.slice(1, 5).join('\n') },
    });
    expect(entries[0]?.raw).toBe(JAVA.slice(0, 5).join('\n'));
  });

  it('joins a Python traceback with its last line, even where records stand alone', async () => {
    const { entries } = await collect(
      pieces('starting\nTraceback (most recent call last):\n  File "a.py", line 1\nValueError: no\nstopped\n'),
    );
    expect(entries.map((entry) => entry.raw.split('\n').length)).toEqual([1, 3, 1]);
    expect(entries[1]?.record.error).toMatchObject({ name: 'ValueError', message: 'no' });
  });

  it('joins the frames of a JavaScript error to the line that names it', async () => {
    const [record, next] = await read('TypeError: x is not a function\n    at go (a.js:1:2)\nlistening\n');
    expect(record).toMatchObject({
      message: 'TypeError: x is not a function',
      error: { name: 'TypeError', message: 'x is not a function' },
    });
    expect(next?.message).toBe('listening');
  });

  it('keeps other further lines in the message', async () => {
    const [record] = await read(
      '2026-01-31 12:00:00,123 - app - INFO - table:\na | b\n\n1 | 2\n2026-01-31 12:00:00,124 - app - INFO - end\n',
    );
    expect(record?.message).toBe('table:\na | b\n\n1 | 2');
  });

  it('does not join text to a JSON record, and reads both in one file', async () => {
    const { entries } = await collect(
      pieces('{"level":"info","message":"a"}\nServer crashed\n{"level":"info","message":"b"}\n'),
    );
    expect(entries.map((entry) => [entry.format, entry.record.message])).toEqual([
      ['winston', 'a'],
      ['text', 'Server crashed'],
      ['winston', 'b'],
    ]);
  });

  it('begins a new record after as many lines as a record may have', async () => {
    const { entries, report } = await collect(pieces(`2026-01-31 12:00:00 x\n${'  more\n'.repeat(25)}`), {
      maxRecordLines: 10,
    });
    expect(entries.map((entry) => entry.lines)).toEqual([10, 10, 6]);
    expect(report.lines).toBe(26);
  });

  it("keeps a Go panic's goroutines together, and what follows apart", async () => {
    const panic =
      'panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.(*Shop).place(0x0?, {0xc000012345, 0x3})\n\t/src/main.go:12 +0x1d\nmain.main()\n\t/src/main.go:7 +0x25\nexit status 2';
    const records = await read(`2026/01/31 12:00:00 started\n${panic}\n2026/01/31 12:00:01 next\n`);
    expect(records.map(({ message }) => message)).toEqual(['started', expect.anything(), 'next']);
    expect(records[1]).toMatchObject({
      level: 'panic',
      message: 'runtime error: index out of range [5] with length 3',
      error: {
        name: 'panic',
        message: 'runtime error: index out of range [5] with length 3',
        stack: expect.stringMatching(/^runtime error[^]*goroutine 1 [^]*exit status 2$/) as string,
      },
    });
  });
});
