import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { encodeRecord, type IngestAnswer, type LogRecord } from '@tailrace/core';
import { reasonOf } from '../command-failure.ts';
import { pause } from '../follow/pause.ts';
import { refusal, type ServerClient } from '../sources/server-client.ts';
import type { Destination } from './destination.ts';

const compress = promisify(gzip);

const TRIES = 8;
const FIRST_PAUSE_MILLIS = 250;
const LONGEST_PAUSE_MILLIS = 15_000;

/** A collector, sent to in compressed batches. A batch whose answer got lost is sent again: its ids are known then. */
export class ServerDestination implements Destination {
  readonly name: string;
  readonly #client: ServerClient;
  readonly #onRetry: (reason: string) => void;
  /** Whether it ever answered: what never did is a wrong address, not an outage. */
  #answered = false;

  constructor(client: ServerClient, onRetry: (reason: string) => void) {
    this.name = client.url;
    this.#client = client;
    this.#onRetry = onRetry;
  }

  async deliver(records: readonly LogRecord[], signal: AbortSignal): Promise<IngestAnswer> {
    const body = await compress(`${records.map((record) => encodeRecord(record)).join('\n')}\n`, { level: 3 });
    const response = await this.#sendUntilAnswered(body, signal);
    if (response.ok) return (await response.json()) as IngestAnswer;
    // Too much at once: two halves, unless it is one record that is too large.
    if (response.status === 413 && records.length > 1) {
      await response.body?.cancel();
      const half = records.length >>> 1;
      const first = await this.deliver(records.slice(0, half), signal);
      return joined(first, await this.deliver(records.slice(half), signal), half);
    }
    if (response.status === 413) {
      await response.body?.cancel();
      return {
        accepted: 0,
        duplicates: 0,
        rejected: [{ index: 0, code: 'oversize', message: 'The record is too large for the server.' }],
      };
    }
    throw refusal(this.name, response.status, await response.text());
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #sendUntilAnswered(body: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<Response> {
    const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
    for (let tried = 1; ; tried += 1) {
      let wait = Math.random() * Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** tried);
      try {
        const response = await this.#client.send('/v1/records', { method: 'POST', headers, body, signal });
        this.#answered = true;
        const passing = response.status === 429 || response.status >= 500;
        if (!passing || tried === TRIES) return response;
        const after = Number(response.headers.get('retry-after'));
        if (after > 0) wait = Math.min(LONGEST_PAUSE_MILLIS, after * 1000);
        this.#onRetry(`${this.name} answered ${response.status}`);
        await response.body?.cancel();
      } catch (error) {
        if (signal.aborted || tried === TRIES || !this.#answered) throw error;
        this.#onRetry(reasonOf(error));
      }
      await pause(wait, signal);
      signal.throwIfAborted();
    }
  }
}

function joined(first: IngestAnswer, second: IngestAnswer, offset: number): IngestAnswer {
  return {
    accepted: first.accepted + second.accepted,
    duplicates: first.duplicates + second.duplicates,
    rejected: [...first.rejected, ...second.rejected.map((each) => ({ ...each, index: each.index + offset }))],
  };
}
