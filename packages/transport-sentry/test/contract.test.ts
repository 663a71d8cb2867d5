import { DESTINATION_MODES, sinkKit } from '@tailrace/delivery/testing';
import { describe, it } from 'vitest';
import { SentrySink } from '../src/sentry-sink.ts';
import { SentryReceiver } from './fixtures/sentry-receiver.ts';
import { SDK_INFO, stubSentry, TRACE } from './fixtures/stub-sdk.ts';

/** The sink before a receiver, with every record an event or every record a log. */
function sinkFor(dsn: string, eventSeverity: number): SentrySink {
  const { client, ...parts } = stubSentry(dsn, eventSeverity);
  // The application's client is its own to close.
  return Object.assign(new SentrySink(parts), { close: () => client.close(0).then(() => undefined) });
}

function logBody(index: number, words: string): string {
  return JSON.stringify({
    timestamp: 1_700_000_000 + index,
    level: 'info',
    body: `entry ${index} ${words}`,
    trace_id: TRACE,
    severity_number: 9,
    attributes: { index: { value: index, type: 'integer' } },
  });
}

/** As the client leaves it, so that what arrives can be held against what was sent. */
function eventBody(index: number, words: string): string {
  return JSON.stringify({
    environment: 'test',
    event_id: index.toString(16).padStart(32, '0'),
    timestamp: 1_700_000_000 + index,
    platform: 'node',
    level: 'error',
    message: `entry ${index} ${words}`,
    breadcrumbs: [],
    user: {},
    tags: {},
    contexts: { trace: { trace_id: TRACE, span_id: TRACE.slice(16) } },
    sdk: SDK_INFO,
  });
}

sinkKit({
  name: 'SentrySink with logs',
  destination: () => SentryReceiver.start(),
  create: ({ address }) => sinkFor(address, 24),
  body: logBody,
}).register({ describe, it });

sinkKit({
  name: 'SentrySink with events',
  // Each event is in an envelope of its own: there are no batches that could be too large.
  destination: () => SentryReceiver.start(DESTINATION_MODES.filter((mode) => mode !== 'too-large')),
  create: ({ address }) => sinkFor(address, 1),
  body: eventBody,
}).register({ describe, it });
