import { bodyBytes, type Entry, SpareBytes, writeBody } from '@tailrace/delivery';
import type { SentryClient, SentryDsn } from './sentry-sdk.ts';

/** An envelope as Sentry's transports take it: its header, and its one item with the payload as text or its bytes. */
export type Envelope = readonly [
  header: Readonly<Record<string, unknown>>,
  items: readonly [readonly [header: Readonly<Record<string, unknown>>, payload: string | Uint8Array]],
];

/** Puts one event into an envelope: Sentry takes no more in one. */
export function eventEnvelope(eventId: string, json: string, client: SentryClient): Envelope {
  const item = { type: 'event', content_type: 'application/json', length: Buffer.byteLength(json) };
  return [{ event_id: eventId, ...headerOf(client) }, [[item, json]]];
}

const BEFORE_LOGS = '{"version":2,"items":[';
const AFTER_LOGS = ']}';
const COMMA = 0x2c;
/** What is left free in front of logs, for the headers: so the logs need not be copied behind them. */
const HEAD_ROOM = 4_096;
/** As many as are under way side by side. */
const spare = new SpareBytes(8);
/** What was written here, with room in front of it. */
const ours = new WeakSet<Uint8Array>();

/** Puts logs, as they were written, into an envelope, together in one item. */
export function logEnvelope(logs: readonly Entry[], client: SentryClient): Envelope {
  const payload = payloadOf(logs);
  const item = {
    type: 'log',
    item_count: logs.length,
    content_type: 'application/vnd.sentry.items.log+json',
    length: payload.length,
  };
  return [headerOf(client), [[item, payload]]];
}

/** What was read from the disk becomes no text on its way. */
function payloadOf(logs: readonly Entry[]): Buffer {
  const lengths = logs.map(bodyBytes);
  const room = lengths.reduce((sum, bytes) => sum + bytes + 1, BEFORE_LOGS.length + AFTER_LOGS.length);
  const payload = spare.take(HEAD_ROOM + room);
  let at = HEAD_ROOM + payload.write(BEFORE_LOGS, HEAD_ROOM, 'latin1');
  logs.forEach((log, index) => {
    if (index > 0) payload[at++] = COMMA;
    at = writeBody(log, lengths[index] as number, payload, at);
  });
  at += payload.write(AFTER_LOGS, at, 'latin1');
  const written = payload.subarray(HEAD_ROOM, at);
  ours.add(written);
  return written;
}

/** Takes the bytes back that logs were written to, when nobody reads them any more. */
export function reuse([, items]: Envelope): void {
  for (const [, payload] of items) {
    if (ours.delete(payload as Buffer)) spare.give(payload as Buffer);
  }
}

/** Writes an envelope as it goes over the wire. */
export function envelopeBytes([header, items]: Envelope): Buffer {
  const parts: Uint8Array[] = [];
  let head = JSON.stringify(header);
  for (const [itemHeader, payload] of items) {
    head += `\n${JSON.stringify(itemHeader)}\n`;
    const length = Buffer.byteLength(head);
    if (items.length === 1 && ours.has(payload as Buffer) && length <= HEAD_ROOM) {
      const whole = Buffer.from((payload as Buffer).buffer, HEAD_ROOM - length, length + payload.length);
      whole.write(head);
      return whole;
    }
    parts.push(Buffer.from(head), typeof payload === 'string' ? Buffer.from(payload) : payload);
    head = '';
  }
  return Buffer.concat(parts);
}

/** Where envelopes are posted to; the key goes with it, as Sentry's own clients send it. */
export function envelopeUrl(client: SentryClient, dsn: SentryDsn): string {
  const { tunnel } = client.getOptions();
  if (tunnel) return tunnel;
  const { name, version } = client.getSdkMetadata()?.sdk ?? {};
  const query = new URLSearchParams({
    sentry_version: '7',
    ...(dsn.publicKey !== undefined && { sentry_key: dsn.publicKey }),
    ...(name !== undefined && { sentry_client: `${name}/${version ?? ''}` }),
  });
  const port = dsn.port ? `:${dsn.port}` : '';
  const path = dsn.path ? `/${dsn.path}` : '';
  return `${dsn.protocol}://${dsn.host}${port}${path}/api/${dsn.projectId}/envelope/?${query.toString()}`;
}

function headerOf(client: SentryClient): Record<string, unknown> {
  const { name, version } = client.getSdkMetadata()?.sdk ?? {};
  const dsn = client.getDsn();
  return {
    sent_at: new Date().toISOString(),
    ...(name !== undefined && { sdk: { name, version } }),
    // A tunnel has to know whose it is.
    ...(client.getOptions().tunnel && dsn !== undefined && { dsn: publicDsn(dsn) }),
  };
}

function publicDsn({ protocol, publicKey = '', host, port, path, projectId }: SentryDsn): string {
  return `${protocol}://${publicKey}@${host}${port ? `:${port}` : ''}/${path ? `${path}/` : ''}${projectId}`;
}
