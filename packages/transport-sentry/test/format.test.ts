import { awkwardRecords, formatterKit } from '@tailrace/core/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { envelopeBytes, eventEnvelope, logEnvelope } from '../src/envelope.ts';
import { prepareEvent } from '../src/prepare-event.ts';
import { readEnvelope } from './fixtures/envelope-rules.ts';
import { stubSentry } from './fixtures/stub-sdk.ts';

const events = stubSentry('http://key@127.0.0.1:1/1', 1);
const logs = stubSentry('http://key@127.0.0.1:1/1', 25);

afterAll(async () => {
  await Promise.all([events.client.close(0), logs.client.close(0)]);
});

formatterKit({ name: 'events', create: () => events.format }).register({ describe, it });
formatterKit({ name: 'logs', create: () => logs.format }).register({ describe, it });

describe('whatever is in a record, Sentry\u2019s protocol is kept', () => {
  it.each(awkwardRecords.map(({ name, make }) => [name, make] as const))('%s', async (_, make) => {
    const record = make();
    const log = logs.format.format(record);
    const entry = { id: record.id, timestamp: 0, severity: 9, route: 'log_item', body: log };
    expect(readEnvelope(envelopeBytes(logEnvelope([entry], logs.client))).items).toHaveLength(1);
    const prepared = await prepareEvent(events.format.format(record), events.client, []);
    if ('veto' in prepared) throw new Error(prepared.veto);
    expect(
      readEnvelope(envelopeBytes(eventEnvelope(prepared.eventId ?? '', prepared.json, events.client))).items,
    ).toHaveLength(1);
    expect(Buffer.byteLength(prepared.json)).toBeLessThan(1_000_000);
  });
});
