import type { WireRecord } from '@tailrace/core';
import type { Answer } from '@tailrace/query';
import { CommandFailure } from '../command-failure.ts';
import { linesOf } from './response-lines.ts';
import { refusal, type ServerClient } from './server-client.ts';
import type { Around, Question, Source, StreamOptions } from './source.ts';

/** The most records that a server answers as one JSON document. */
const MAX_ANSWER = 10_000;

/** A collector's address. */
export class ServerSource implements Source {
  readonly name: string;
  readonly ownOrder = false;
  readonly #client: ServerClient;

  constructor(client: ServerClient) {
    this.name = client.url;
    this.#client = client;
  }

  async *stream(question: Question, options: StreamOptions): AsyncGenerator<readonly WireRecord[]> {
    const path = `/v1/query?${parameters(question.filterText, question, options)}`;
    const response = await this.#client.request(path, {
      headers: { accept: 'application/x-ndjson' },
      signal: options.signal,
    });
    for await (const lines of linesOf(response)) {
      const records: WireRecord[] = [];
      for (const line of lines) {
        const value = JSON.parse(line) as WireRecord & { error?: { message: string } };
        // A stream that fails after its first line says so in its last.
        if (value.id === undefined && value.error !== undefined) {
          throw new CommandFailure('failed', `${this.name}: ${value.error.message}`);
        }
        records.push(value);
      }
      if (records.length > 0) yield records;
    }
  }

  async answer(question: Question, options: StreamOptions): Promise<Answer> {
    const limit = Math.min(options.limit ?? MAX_ANSWER, MAX_ANSWER);
    const path = `/v1/query?${parameters(question.query.source, question, { ...options, limit })}`;
    const response = await this.#client.request(path, {
      headers: { accept: 'application/json' },
      signal: options.signal,
    });
    return (await response.json()) as Answer;
  }

  async context(id: string, around: Around, signal: AbortSignal): Promise<readonly WireRecord[] | undefined> {
    const asked = new URLSearchParams({ before: String(around.before), after: String(around.after) });
    const response = await this.#client.send(`/v1/records/${encodeURIComponent(id)}/context?${asked.toString()}`, {
      signal,
    });
    if (response.status === 404) return undefined;
    if (!response.ok) throw refusal(this.name, response.status, await response.text());
    return ((await response.json()) as { records: WireRecord[] }).records;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function parameters(q: string, { from, to }: Question, { order, limit }: StreamOptions): string {
  const asked = new URLSearchParams({ q, order });
  if (from !== undefined) asked.set('from', new Date(from).toISOString());
  if (to !== undefined) asked.set('to', new Date(to).toISOString());
  if (limit !== undefined) asked.set('limit', String(limit));
  return asked.toString();
}
