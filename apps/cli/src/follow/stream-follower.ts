import { toWire, type WireRecord } from '@tailrace/core';
import type { Predicate } from '@tailrace/query';
import { type BytesToText, decoderFor, LineReader, type ReadEntry, type ReadOptions } from '@tailrace/readers';
import { keepRaw } from '../sources/raw-lines.ts';
import type { Follower, FollowListener } from './follower.ts';

/** With nothing new for so long, a record that might still go on is taken for whole. */
const SETTLE_MILLIS = 300;

/** Follows standard input to its end. */
export class StreamFollower implements Follower {
  readonly name = '-';
  readonly #matches: Predicate;
  readonly #reader: LineReader;
  readonly #input: AsyncIterable<Buffer>;
  readonly #options: ReadOptions;

  constructor(input: AsyncIterable<Buffer>, matches: Predicate, options: ReadOptions) {
    this.#input = input;
    this.#matches = matches;
    this.#options = options;
    this.#reader = new LineReader(options);
  }

  last(): Promise<readonly WireRecord[]> {
    return Promise.resolve([]);
  }

  async follow(listener: FollowListener, signal: AbortSignal): Promise<void> {
    let decoder: BytesToText | undefined;
    const iterator = this.#input[Symbol.asyncIterator]();
    let next = iterator.next();
    while (!signal.aborted) {
      let timer: NodeJS.Timeout | undefined;
      const quiet = new Promise<'quiet'>((resolve) => {
        timer = setTimeout(resolve, SETTLE_MILLIS, 'quiet');
      });
      const ended = new Promise<'ended'>((resolve) =>
        signal.addEventListener('abort', () => resolve('ended'), { once: true }),
      );
      const result = await Promise.race([next, quiet, ended]);
      clearTimeout(timer);
      if (result === 'ended') break;
      if (result === 'quiet') {
        await this.#take(this.#reader.settle(), listener);
        await Promise.race([next, ended]);
      } else if (result.done === true) {
        break;
      } else {
        decoder ??= decoderFor(result.value, this.#options.byteFormats);
        await this.#take(this.#reader.push(decoder.decode(result.value, { stream: true })), listener);
        next = iterator.next();
      }
    }
    await this.#take(this.#reader.push(decoder?.decode() ?? ''), listener);
    await this.#take(this.#reader.end(), listener);
  }

  async #take(entries: readonly ReadEntry[], listener: FollowListener): Promise<void> {
    for (const { record, raw } of entries) {
      const wire = toWire(record);
      if (!this.#matches(wire)) continue;
      keepRaw(wire, raw);
      await listener.record(wire);
    }
    await listener.idle();
  }
}
