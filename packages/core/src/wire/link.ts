import type { IngestRejection } from './ingest-answer.ts';

/** Version of the protocol that {@link LinkMessage} describes; both ends name theirs. */
export const LINK_VERSION = 1;

/**
 * First message of a client on a TCP connection; what authorizes a WebSocket is in its request's headers, and the
 * message may be left out there.
 */
export interface LinkHello {
  readonly type: 'hello';
  readonly version: number;
  readonly token?: string;
}

/** Answer to a {@link LinkHello}, and the first message on a WebSocket: what the server takes at once. */
export interface LinkWelcome {
  readonly type: 'welcome';
  readonly version: number;
  readonly maxBatchBytes: number;
  readonly maxRecordBytes: number;
}

/**
 * Announces a batch: `bytes` bytes of NDJSON with `records` records follow at once, behind the line break that ends
 * this line.
 *
 * On a WebSocket line and body are one message. `bytes` counts the body as sent, after `encoding`.
 */
export interface LinkBatch {
  readonly type: 'batch';
  /** From 1, one more with each batch of a connection. A batch that is sent again has a new one. */
  readonly seq: number;
  readonly records: number;
  readonly bytes: number;
  readonly encoding?: 'gzip';
}

/** The batch is as durable as the server promises; what it answers to the same batch over HTTP. */
export interface LinkAcknowledgement {
  readonly type: 'ack';
  readonly seq: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly IngestRejection[];
}

/** Nothing of the batch was kept. `status` is what HTTP would have answered: 413, 429, 503, … */
export interface LinkFailure {
  readonly type: 'nack';
  readonly seq: number;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMillis?: number;
}

/** The server ends the connection: it closes, or (401, 403) lets nobody in, or (400) did not understand. */
export interface LinkGoodbye {
  readonly type: 'goodbye';
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/**
 * What the ends of a link say to each other: JSON, a line each on TCP, a message each on a WebSocket.
 *
 * A client may send further batches before the first is answered; answers come in the order of the batches. Whatever
 * was not acknowledged when a connection ends is sent again on the next one: a collector ignores the records that it
 * has already, by their ids, so nothing is lost and nothing is doubled.
 */
export type LinkMessage = LinkHello | LinkWelcome | LinkBatch | LinkAcknowledgement | LinkFailure | LinkGoodbye;

/** What a message's numbers and words must be for it to be taken. */
const REQUIRED: { readonly [Type in LinkMessage['type']]: Readonly<Record<string, 'number' | 'string' | 'object'>> } = {
  hello: { version: 'number' },
  welcome: { version: 'number', maxBatchBytes: 'number', maxRecordBytes: 'number' },
  batch: { seq: 'number', records: 'number', bytes: 'number' },
  ack: { seq: 'number', accepted: 'number', duplicates: 'number', rejected: 'object' },
  nack: { seq: 'number', status: 'number', code: 'string', message: 'string' },
  goodbye: { status: 'number', code: 'string', message: 'string' },
};

/** Writes a message as a line of JSON, with its line break. */
export function encodeLinkMessage(message: LinkMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** Reads a message; `undefined` for whatever is none, of an unknown type, or with fields missing or negative. */
export function decodeLinkMessage(line: string): LinkMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const message = value as Record<string, unknown>;
  const type = message['type'];
  if (typeof type !== 'string' || !Object.hasOwn(REQUIRED, type)) return undefined;
  const required = REQUIRED[type as LinkMessage['type']];
  const isWhole = Object.entries(required).every(([field, kind]) => isOf(message[field], kind));
  return isWhole ? (message as unknown as LinkMessage) : undefined;
}

function isOf(value: unknown, kind: 'number' | 'string' | 'object'): boolean {
  if (kind === 'number') return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  if (kind === 'object') return Array.isArray(value);
  return typeof value === 'string';
}
