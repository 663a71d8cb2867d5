import type { SentryClient, SentryDsn } from './sentry-sdk.ts';

/** An envelope as Sentry's transports take it: its header, and its one item with the payload as text. */
export type Envelope = readonly [
  header: Readonly<Record<string, unknown>>,
  items: readonly [readonly [header: Readonly<Record<string, unknown>>, payload: string]],
];

/** Puts one event into an envelope: Sentry takes no more in one. */
export function eventEnvelope(eventId: string, json: string, client: SentryClient): Envelope {
  const item = { type: 'event', content_type: 'application/json', length: Buffer.byteLength(json) };
  return [{ event_id: eventId, ...headerOf(client) }, [[item, json]]];
}

/** Puts logs into an envelope, together in one item. */
export function logEnvelope(logs: readonly string[], client: SentryClient): Envelope {
  const payload = `{"version":2,"items":[${logs.join(',')}]}`;
  const item = {
    type: 'log',
    item_count: logs.length,
    content_type: 'application/vnd.sentry.items.log+json',
    length: Buffer.byteLength(payload),
  };
  return [headerOf(client), [[item, payload]]];
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
