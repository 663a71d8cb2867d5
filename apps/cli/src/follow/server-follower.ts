import type { WireRecord } from '@tailrace/core';
import { CommandFailure, reasonOf } from '../command-failure.ts';
import type { ServerClient } from '../sources/server-client.ts';
import type { Follower, FollowListener } from './follower.ts';
import { linesOf } from '../sources/response-lines.ts';
import { pause } from './pause.ts';
import { EventReader, type ServerEvent } from './server-events.ts';

const FIRST_PAUSE_MILLIS = 500;
const LONGEST_PAUSE_MILLIS = 10_000;
/** The server says something every 15 seconds; a connection that is silent for longer is dead. */
const SILENCE_MILLIS = 45_000;
/** The most that a server sends ahead of what is new. */
const MOST_LAST = 1000;
const QUERY_MILLIS = 60_000;
/** Ids of records that were shown lately. */
const REMEMBERED = 2000;

/** Follows a collector over server-sent events, and again after the connection broke. */
export class ServerFollower implements Follower {
  readonly name: string;
  readonly #client: ServerClient;
  readonly #query: string;
  readonly #silenceMillis: number;
  #last = 0;
  #lastId: string | undefined;
  #connected = false;
  readonly #shown = new Set<string>();

  constructor(client: ServerClient, query: string, silenceMillis: number = SILENCE_MILLIS) {
    this.name = client.url;
    this.#client = client;
    this.#query = query;
    this.#silenceMillis = silenceMillis;
  }

  /** The server sends its newest records itself, ahead of the others. */
  async last(count: number, from?: number): Promise<readonly WireRecord[]> {
    this.#last = Math.min(count, MOST_LAST);
    if (from === undefined) return [];
    // What comes between this answer and the connection is among the last then; what is in both is shown once.
    this.#last = MOST_LAST;
    const asked = new URLSearchParams({ q: this.#query, order: 'oldest', from: new Date(from).toISOString() });
    const response = await this.#client.request(`/v1/query?${asked.toString()}`, {
      headers: { accept: 'application/x-ndjson' },
      signal: AbortSignal.timeout(QUERY_MILLIS),
    });
    const found: WireRecord[] = [];
    for await (const lines of linesOf(response)) {
      for (const line of lines) {
        const record = JSON.parse(line) as WireRecord & { error?: { message: string } };
        if (record.id === undefined && record.error !== undefined) {
          throw new CommandFailure('failed', `${this.name}: ${record.error.message}`);
        }
        if (this.#isNew(record.id)) found.push(record);
      }
    }
    return found;
  }

  async follow(listener: FollowListener, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const before = this.#connected;
      try {
        await this.#connection(listener, signal, () => {
          if (before)
            listener.notice(
              `${this.name}: connected again${this.#lastId === undefined ? '; what came meanwhile was missed' : ''}.`,
            );
          failures = 0;
        });
        if (!signal.aborted) listener.notice(`${this.name}: the connection ended; trying again.`);
      } catch (error) {
        if (signal.aborted) return;
        // What never worked is a wrong address or token, not an outage.
        if (!this.#connected || (error instanceof CommandFailure && error.exit === 'usage')) throw error;
        if (failures === 0)
          listener.notice(`${this.name}: ${reasonOf(error).replace(`${this.name}: `, '')}; trying again.`);
        failures += 1;
      }
      const longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** failures);
      await pause(longest / 2 + Math.random() * (longest / 2), signal);
    }
  }

  async #connection(listener: FollowListener, signal: AbortSignal, onOpen: () => void): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), this.#silenceMillis);
    try {
      const parameters = new URLSearchParams({ q: this.#query });
      if (!this.#connected && this.#last > 0) parameters.set('last', String(this.#last));
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (this.#lastId !== undefined) headers['last-event-id'] = this.#lastId;
      const both = AbortSignal.any([signal, silence.signal]);
      const response = await this.#client.request(`/v1/tail?${parameters.toString()}`, { headers, signal: both });
      this.#connected = true;
      onOpen();
      const decoder = new TextDecoder();
      const events = new EventReader();
      for await (const chunk of response.body ?? []) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), this.#silenceMillis);
        for (const event of events.push(decoder.decode(chunk, { stream: true }))) await this.#take(event, listener);
        await listener.idle();
      }
    } catch (error) {
      if (silence.signal.aborted) throw new Error('the server is silent', { cause: error });
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A server that was started anew may send again what it sent before. */
  #isNew(id: string): boolean {
    if (this.#shown.has(id)) return false;
    this.#shown.add(id);
    const [oldest] = this.#shown;
    if (this.#shown.size > REMEMBERED && oldest !== undefined) this.#shown.delete(oldest);
    return true;
  }

  async #take({ event, data, id }: ServerEvent, listener: FollowListener): Promise<void> {
    if (event === 'record') {
      if (id !== undefined) this.#lastId = id;
      const record = JSON.parse(data) as WireRecord;
      if (this.#isNew(record.id)) await listener.record(record);
    } else if (event === 'gap') {
      const { missed } = JSON.parse(data) as { missed: number | null };
      const count = missed === null ? 'an unknown number of records' : missed === 1 ? '1 record' : `${missed} records`;
      listener.notice(`${this.name}: a gap: ${count} not shown.`);
    } else if (event === 'note') {
      for (const note of (JSON.parse(data) as { notes: string[] }).notes) listener.notice(note);
    }
  }
}
