import { awkwardRecords, formatterKit } from '@tailrace/core/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { eventEnvelope, logEnvelope } from '../src/envelope.ts';
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
    const bytes = ([header, [[item, payload]]]: ReturnType<typeof logEnvelope>): Buffer =>
      Buffer.from(`${JSON.stringify(header)}\n${JSON.stringify(item)}\n${payload}`);
    expect(readEnvelope(bytes(logEnvelope([log], logs.client))).items).toHaveLength(1);
    const prepared = await prepareEvent(events.format.format(record), events.client, []);
    if ('veto' in prepared) throw new Error(prepared.veto);
    expect(readEnvelope(bytes(eventEnvelope(prepared.eventId ?? '', prepared.json, events.client))).items).toHaveLength(
      1,
    );
    expect(Buffer.byteLength(prepared.json)).toBeLessThan(1_000_000);
  });
});
