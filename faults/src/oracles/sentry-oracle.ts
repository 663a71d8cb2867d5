import { type DestinationMode, POISON } from '@tailrace/delivery/testing';
import { AnsweringServer } from './answering-server.ts';
import type { Oracle } from './oracle.ts';

/** What an envelope holds: an event, or a log of several. */
interface Kept {
  readonly event_id?: string;
  readonly message?: string | { readonly formatted?: string };
  readonly logentry?: { readonly formatted?: string; readonly message?: string };
  readonly body?: string;
}

/** Sentry's ingest as far as a client sees it: envelopes with events and logs, taken whole or not at all. */
export class SentryOracle implements Oracle {
  readonly #server: AnsweringServer;
  readonly #kept: readonly string[];

  private constructor(server: AnsweringServer, kept: readonly string[]) {
    this.#server = server;
    this.#kept = kept;
  }

  static async start(): Promise<SentryOracle> {
    const kept: string[] = [];
    const server = await AnsweringServer.start(
      ({ text }, mode) => {
        const entries = entriesOf(text);
        if (mode === 'refuse-one' && entries.some((entry) => entry.includes(POISON)))
          return { status: 400, body: '{}' };
        if (mode === 'too-large' && entries.length > 1) return { status: 413, body: '{}' };
        kept.push(...entries);
        return { status: 200, body: '{}' };
      },
      { 'content-type': 'application/json' },
    );
    return new SentryOracle(server, kept);
  }

  get modes(): readonly DestinationMode[] {
    return this.#server.modes;
  }

  /** A DSN. */
  get address(): string {
    return `http://publickey@127.0.0.1:${this.#server.port}/1`;
  }

  get requests(): number {
    return this.#server.requests;
  }

  become(mode: DestinationMode): Promise<void> {
    return this.#server.become(mode);
  }

  received(): Promise<readonly string[]> {
    return Promise.resolve([...this.#kept]);
  }

  messageOf(body: string): string | undefined {
    const { message, logentry, body: log } = JSON.parse(body) as Kept;
    if (log !== undefined) return log;
    if (typeof message === 'string') return message;
    return message?.formatted ?? logentry?.formatted ?? logentry?.message;
  }

  idOf(body: string): string | undefined {
    return (JSON.parse(body) as Kept).event_id;
  }

  /** An event's id has no hyphens. */
  idAs(id: string): string {
    return id.replaceAll('-', '');
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

/** The events and the single logs of an envelope: a line of header, then a line and a payload for each item. */
function entriesOf(envelope: string): string[] {
  const lines = envelope.split('\n').slice(1);
  const entries: string[] = [];
  for (let line = 0; line + 1 < lines.length; line += 2) {
    const { type } = JSON.parse(lines[line] ?? '') as { readonly type?: string };
    const payload = lines[line + 1] ?? '';
    if (type === 'event') entries.push(payload);
    if (type === 'log') {
      const { items } = JSON.parse(payload) as { readonly items: readonly unknown[] };
      entries.push(...items.map((item) => JSON.stringify(item)));
    }
  }
  return entries;
}
