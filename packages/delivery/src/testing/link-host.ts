import { LINK_VERSION, type LinkBatch, type LinkMessage } from '@tailrace/core/wire';
import { gunzipSync } from 'node:zlib';
import { BUSY_MILLIS, type DestinationMode, POISON, SLOW_MILLIS } from './destination.ts';

/** A connection to a {@link LinkHost}, of whatever kind. */
export interface LinkPeer {
  say(message: LinkMessage): void;
  /** Cuts the connection without a word. */
  reset(): void;
  /** Ends it after what was said. */
  close(): void;
}

/** What a {@link LinkHost} demands and takes. */
export interface LinkHostOptions {
  /** Who does not say it is let in by nobody. */
  readonly token?: string;
  /** 8 MiB by default. */
  readonly maxBatchBytes?: number;
}

/** A collector as far as the link protocol shows it: keeps records, knows which it has, and behaves as it is told. */
export class LinkHost {
  mode: DestinationMode = 'up';
  /** Batches that came. */
  requests = 0;
  /** Of the batches that came. */
  largestBytes = 0;
  /** Records that came again, and were ignored. */
  repeats = 0;
  /** Peers that were let in, whether they are connected still or not. */
  welcomed = 0;
  /** Answers batches, in place of what the mode demands. */
  answer: ((peer: LinkPeer, batch: LinkBatch) => void) | undefined;
  /** What it has kept, in the order of arrival. */
  readonly received: string[] = [];
  readonly #options: LinkHostOptions;
  readonly #ids = new Set<string>();
  readonly #peers = new Set<LinkPeer>();

  constructor(options: LinkHostOptions = {}) {
    this.#options = options;
  }

  /** Lets a peer in, or sends it away. */
  greet(peer: LinkPeer, token: string | undefined): void {
    if (this.mode === 'unauthorized' || (this.#options.token !== undefined && token !== this.#options.token)) {
      peer.say({ type: 'goodbye', status: 401, code: 'TAILRACE_UNAUTHORIZED', message: 'The token is not known.' });
      peer.close();
      return;
    }
    this.#peers.add(peer);
    this.welcomed += 1;
    const { maxBatchBytes = 8 * 1024 * 1024 } = this.#options;
    peer.say({ type: 'welcome', version: LINK_VERSION, maxBatchBytes, maxRecordBytes: maxBatchBytes });
  }

  left(peer: LinkPeer): void {
    this.#peers.delete(peer);
  }

  /** How many peers are connected. */
  get connected(): number {
    return this.#peers.size;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const peer of this.#peers) peer.reset();
  }

  /** Says goodbye to every connection, and ends it `now` or once what is in hand is answered. */
  sayGoodbye(status: number, code: string, end: 'now' | 'later'): void {
    for (const peer of this.#peers) {
      peer.say({ type: 'goodbye', status, code, message: 'The collector closes.' });
      if (end === 'now') peer.close();
    }
  }

  /** Takes a batch as the mode demands. */
  take(peer: LinkPeer, batch: LinkBatch, bytes: Uint8Array): void {
    const { seq, encoding } = batch;
    this.requests += 1;
    this.largestBytes = Math.max(this.largestBytes, bytes.length);
    if (this.answer !== undefined) return this.answer(peer, batch);
    const text = (encoding === 'gzip' ? gunzipSync(bytes) : Buffer.from(bytes)).toString('utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    const refuse = (status: number, code: string, retryAfterMillis?: number): void => {
      const wait = retryAfterMillis === undefined ? {} : { retryAfterMillis };
      peer.say({ type: 'nack', seq, status, code, message: 'Nothing of it was kept.', ...wait });
    };
    switch (this.mode) {
      case 'busy':
        return refuse(503, 'TAILRACE_BUSY', BUSY_MILLIS);
      case 'broken':
        return refuse(500, 'TAILRACE_INTERNAL');
      case 'hang':
        return;
      case 'too-large':
        if (lines.length > 1) return refuse(413, 'TAILRACE_BODY_TOO_LARGE');
        break;
      case 'slow':
        setTimeout(() => this.#keep(peer, seq, lines), SLOW_MILLIS);
        return;
      case 'reset-after-success':
        this.#store(lines);
        peer.reset();
        return;
      default:
    }
    this.#keep(peer, seq, lines);
  }

  #keep(peer: LinkPeer, seq: number, lines: readonly string[]): void {
    const refuses = this.mode === 'refuse-one';
    const bad = lines.flatMap((line, index) => (refuses && line.includes(POISON) ? [index] : []));
    const duplicates = this.#store(lines.filter((_, index) => !bad.includes(index)));
    const accepted = lines.length - bad.length - duplicates;
    const message = 'The destination refuses this entry.';
    const rejected = bad.map((index) => ({ index, code: 'bad_field', message }));
    peer.say({ type: 'ack', seq, accepted, duplicates, rejected });
  }

  /** Keeps what it does not have, and answers how many it has. */
  #store(lines: readonly string[]): number {
    const fresh = lines.filter((line) => {
      const id = idOf(line);
      if (id === undefined) return true;
      if (this.#ids.has(id)) return false;
      this.#ids.add(id);
      return true;
    });
    this.received.push(...fresh);
    this.repeats += lines.length - fresh.length;
    return lines.length - fresh.length;
  }
}

function idOf(line: string): string | undefined {
  const { id } = JSON.parse(line) as { readonly id?: unknown };
  return typeof id === 'string' ? id : undefined;
}
