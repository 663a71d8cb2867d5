import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PendingBytes } from '../src/ingest/pending-bytes.ts';
import { FrameReader } from '../src/link/frame-reader.ts';
import { type Opening, readOpening } from '../src/tcp/opening.ts';
import { PlainSplitter } from '../src/tcp/plain-splitter.ts';

/** Cuts bytes at places that are drawn, so that pieces of one byte and of everything turn up. */
function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index] ?? bytes.length));
}

const anyCuts = fc.array(fc.nat(), { maxLength: 40 });
const everyByte = (bytes: Buffer): Buffer[] => Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));

describe('frames of a link', () => {
  /** Everything that a reader makes of bytes, however they are cut; a line says in itself how much follows it. */
  function read(chunks: readonly Buffer[], limit = 1e6): unknown[] {
    const pending = new PendingBytes(limit);
    const seen: unknown[] = [];
    const reader = new FrameReader((line) => {
      seen.push(line);
      const [, kind, digits] = /^([kp])(\d{1,4})$/.exec(line) ?? [];
      if (kind === undefined) return undefined;
      const account = pending.open();
      return {
        bytes: Number(digits),
        ...(kind === 'k' && { account }),
        done: (body) => {
          seen.push(body.toString('latin1'));
          account.close();
        },
        failed: () => {
          seen.push('failed');
          account.close();
        },
      };
    });
    try {
      for (const chunk of chunks) reader.push(chunk);
      seen.push(reader.isMidway);
    } catch (error) {
      seen.push((error as { code: string }).code);
    }
    reader.drop();
    seen.push(pending.held);
    return seen;
  }

  const anyFrame = fc.oneof(
    fc
      .tuple(fc.constantFrom('k', 'p'), fc.uint8Array({ maxLength: 300 }))
      .map(([kind, body]) => Buffer.concat([Buffer.from(`${kind}${body.length}\n`), body])),
    fc.string({ maxLength: 20 }).map((text) => Buffer.from(`${text}\n`)),
    fc.constantFrom(Buffer.from('\n'), Buffer.from('k0\n'), Buffer.from('k50\nshort'), Buffer.alloc(8193, 'x')),
  );

  it('are the same however the bytes are cut, and leave nothing in hand [fuzz]', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 8 }), anyCuts, (frames, cuts) => {
        const bytes = Buffer.concat(frames);
        const whole = read([bytes]);
        expect(read(pieces(bytes, cuts))).toEqual(whole);
        expect(read(everyByte(bytes))).toEqual(whole);
        expect(whole.at(-1)).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('hold bodies without the cost of their pieces, and give up where there is no room', () => {
    const body = Buffer.alloc(5000, 'b');
    const bytes = Buffer.concat([Buffer.from('k5000\n'), body, Buffer.from('k3\nabc')]);
    expect(read(everyByte(bytes), 8192)).toEqual(['k5000', body.toString(), 'k3', 'abc', false, 0]);
    expect(read(everyByte(bytes), 4500)).toEqual(['k5000', 'failed', 'k3', 'abc', false, 0]);
    // A body that has come whole is no larger than itself.
    expect(read([bytes], 5000)).toEqual(['k5000', body.toString(), 'k3', 'abc', false, 0]);
  });
});

describe('messages of a plain connection', () => {
  function split(framing: 'lines' | 'counted', chunks: readonly Buffer[], inOrder: boolean): unknown[] {
    const pending = new PendingBytes(1e6);
    const seen: unknown[] = [];
    const splitter = new PlainSplitter({
      framing,
      maxMessageBytes: 50,
      account: pending.open(),
      onMessage: (text) => void seen.push(text),
      onSkip: (reason) => void seen.push({ reason }),
    });
    try {
      for (const chunk of chunks) splitter.push(chunk);
    } catch (error) {
      seen.push((error as { code: string }).code);
    }
    splitter.end(inOrder);
    seen.push(splitter.isMidway, pending.held);
    return seen;
  }

  const anyText = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('\n', '\r\n', '\0', '5 <13>', '12 ', '0 x', '99999 ', '1234567890 ', 'é'.repeat(40), ' '),
  );

  it.each(['lines', 'counted'] as const)('are the same however the bytes are cut: %s [fuzz]', (framing) => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 10 }), anyCuts, fc.boolean(), (texts, cuts, inOrder) => {
        const parts = framing === 'lines' ? texts : texts.map((text) => `${Buffer.byteLength(text)} ${text}`);
        // Half of the time what is in them is not what was meant.
        const bytes = Buffer.from(parts.join(inOrder ? '' : '\n'));
        const whole = split(framing, [bytes], inOrder);
        expect(split(framing, pieces(bytes, cuts), inOrder)).toEqual(whole);
        expect(split(framing, everyByte(bytes), inOrder)).toEqual(whole);
        expect(whole.slice(-2)).toEqual([false, 0]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the beginning of a connection', () => {
  /** What is decided, and after how many bytes. */
  function decide(bytes: Buffer): unknown {
    for (let length = 1; length <= bytes.length; length += 1) {
      try {
        const opening = readOpening(bytes.subarray(0, length), false);
        if (opening !== undefined) return opening;
      } catch (error) {
        return (error as { code: string }).code;
      }
    }
    return outcome(() => readOpening(bytes, true));
  }

  const outcome = (run: () => Opening | undefined): unknown => {
    try {
      return run();
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('decides the same however the bytes are cut [fuzz]', () => {
    const beginning = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom(
        '{',
        '{"type":"hello","version":1}\n',
        '{"type":"hello"}\n',
        '12 <13>',
        '12 x',
        '1234567890123 <',
        'GET / HTTP/1.1\r\n',
        '\x16',
      ),
    );
    fc.assert(
      fc.property(fc.array(beginning, { minLength: 1, maxLength: 4 }), (texts) => {
        const bytes = Buffer.from(texts.join(''));
        if (bytes.length === 0) return;
        expect(decide(bytes)).toEqual(outcome(() => readOpening(bytes, true)));
      }),
      { numRuns: 200 },
    );
  });

  it('waits for the end of a first line no longer than it looks at', () => {
    const long = Buffer.from(`{${'x'.repeat(9000)}`);
    expect(readOpening(long.subarray(0, 8191), false)).toBeUndefined();
    expect(readOpening(long, false)).toEqual({ kind: 'plain', framing: 'lines' });
  });
});
