import { EOL } from 'node:os';
import { Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import { Stream } from '../../src/transports/index.ts';
import { expectToldIfHeard, heard, infoOf } from './fixtures.ts';

/** A stream that takes nothing until it is told to. */
function heldStream(options: object = {}) {
  const taken: unknown[] = [];
  const waiting: (() => void)[] = [];
  const stream = new Writable({
    decodeStrings: false,
    ...options,
    write(chunk: unknown, _encoding, callback) {
      taken.push(chunk);
      waiting.push(() => callback());
    },
  });
  return { stream, taken, goOn: () => waiting.splice(0).forEach((done) => done()) };
}

describe('a Stream', () => {
  it('is one of Winston’s, and refuses what Winston’s refuses', () => {
    const { stream } = heldStream();
    expect(new Stream({ stream })).toBeInstanceOf(winston.transports.Stream);
    for (const options of [undefined, {}, { stream: {} }] as never[]) {
      expect(() => new Stream(options)).toThrow('options.stream is required.');
    }
  });

  it('writes lines with the system’s ends or the ones that are given, and infos where the stream takes objects', () => {
    for (const [options, expected] of [
      [{}, `text${EOL}`],
      [{ eol: '|' }, 'text|'],
    ] as const) {
      const { stream, taken } = heldStream();
      new Stream({ stream, ...options }).log(infoOf('text'));
      expect(taken).toEqual([expected]);
    }
    const { stream, taken } = heldStream({ objectMode: true });
    const info = infoOf('text');
    const transport = new Stream({ stream });
    transport.log(info);
    expect(taken[0]).toBe(info);
    expect(transport.readsOnly).toBe(false);
  });

  it('hands over at once what a busy stream keeps for itself, as Winston’s does', () => {
    const { stream, taken } = heldStream({ highWaterMark: 10 });
    const transport = new Stream({ stream });
    const done = vi.fn();
    for (let n = 0; n < 1_000; n += 1) transport.log(infoOf(`line ${n}`), done);
    expect(done).toHaveBeenCalledTimes(1_000);
    expect(taken).toHaveLength(1);
    expect(stream.writableLength).toBeGreaterThan(5_000);
  });

  it('has the logger wait when a great deal waits in the stream, until it has taken that', async () => {
    const { stream, taken, goOn } = heldStream({ objectMode: true });
    const transport = new Stream({ stream });
    const done = vi.fn();
    for (let n = 0; n < 10_001; n += 1) transport.log(infoOf(n), done);
    expect(done).toHaveBeenCalledTimes(10_000);
    while (taken.length < 10_001 || stream.writableLength > 0) {
      goOn();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(done).toHaveBeenCalledTimes(10_001);
    expect(taken.map((info) => (info as { message: number }).message)).toEqual(
      Array.from({ length: 10_001 }, (_, n) => n),
    );
  });

  it('waits no longer for a stream that is gone', async () => {
    const { stream } = heldStream({ objectMode: true });
    const transport = new Stream({ stream });
    const done = vi.fn();
    for (let n = 0; n < 10_001; n += 1) transport.log(infoOf(n), done);
    stream.destroy();
    await heard(stream, 'close');
    expect(done).toHaveBeenCalledTimes(10_001);
  });

  it('tells of each line only if somebody listens [complaint 8]', async () => {
    const { stream } = heldStream();
    await expectToldIfHeard(new Stream({ stream }));
  });
});
