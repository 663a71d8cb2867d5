import { createRecord, type LogRecord, safeStringify } from '@tailrace/core';
import { awkwardRecords } from '@tailrace/core/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logOf } from '../src/format-log.ts';
import type { LogSurroundings } from '../src/log-attributes.ts';
import { logText } from '../src/log-text.ts';
import { snapshotForLogs, snapshotScopes } from '../src/scope-snapshot.ts';
import type { SentryClient } from '../src/sentry-sdk.ts';
import { soundRecord } from '../src/sound-record.ts';
import { stubSentry, TRACE } from './fixtures/stub-sdk.ts';

const SERVER = 'web-1';

/** A client that adds the server's name to logs, as Sentry's own does. */
const client = {
  getOptions: () => ({ release: 'shop@1.2.3', environment: 'test', serverName: SERVER }),
  getSdkMetadata: () => ({ sdk: { name: 'sentry.test', version: '1.0.0' } }),
  getDsn: () => undefined,
  getEventProcessors: () => [],
  emit(_: string, log: { attributes: Record<string, unknown> }) {
    log.attributes = { ...log.attributes, 'server.address': SERVER };
  },
} as unknown as SentryClient;

const { sdk } = stubSentry('http://key@127.0.0.1:1/1', 25);
const around: LogSurroundings = {
  scope: snapshotForLogs(sdk),
  trace: { traceId: TRACE, spanId: undefined },
  client,
  user: undefined,
};

const log = (record: LogRecord, surroundings = around): unknown =>
  JSON.parse(safeStringify(logOf(soundRecord(record), surroundings)).json);

/** What the quick ways write, where they do. */
function quick(record: LogRecord, surroundings = around): unknown[] {
  return [{ serverName: SERVER }, { hooksOf: client }]
    .map((additions) => logText(record, surroundings, additions))
    .filter((text) => text !== undefined)
    .map((text) => JSON.parse(text) as unknown);
}

const name = fc.oneof(fc.constantFrom('a', 'b', 'a.b', 'b.a', 'user', 'user_id', 'server.address', 'id'), fc.string());
const value = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.jsonValue(),
  fc.dictionary(name, fc.dictionary(name, fc.jsonValue(), { noNullPrototype: true }), { noNullPrototype: true }),
);
const attributes = fc.dictionary(name, value, { noNullPrototype: true, maxKeys: 6 });

describe('logs that are written in one go', () => {
  it('say what those say that were made by way of an object', () => {
    let written = 0;
    fc.assert(
      fc.property(attributes, fc.string(), fc.option(fc.string()), (given, message, service) => {
        const record = createRecord({ level: 'info', message, attributes: given, ...(service && { service }) });
        const texts = quick(record);
        written += texts.length;
        for (const text of texts) expect(text).toEqual(log(record));
      }),
    );
    expect(written).toBeGreaterThan(50);
  });

  it.each(awkwardRecords.map(({ name: what, make }) => [what, make] as const))('say the same of %s', (_, make) => {
    const record = make();
    for (const text of quick(record)) expect(text).toEqual(log(record));
  });

  it('are those of nearly all records', () => {
    const record = createRecord({
      level: 'info',
      message: 'order 17 placed',
      service: 'shop',
      attributes: { user: { id: 3, plan: 'free' }, 'http.method': 'GET', items: [1, 2], at: new Date(0), none: null },
    });
    expect(quick(record)).toHaveLength(2);
  });

  it('leave two values of one name to the thorough way', () => {
    const record = createRecord({ level: 'info', message: 'x', attributes: { a: { b: 1 }, 'a.b': 2 } });
    expect(logText(record, around, { serverName: undefined })).toBeUndefined();
    const own = createRecord({ level: 'info', message: 'x', attributes: { 'tailrace.level': 'mine' } });
    expect(logText(own, around, { serverName: undefined })).toBeUndefined();
    const scoped = { ...around, scope: { attributes: { shop: 'one' }, user: {} } };
    const twice = createRecord({ level: 'info', message: 'x', attributes: { shop: 'two' } });
    expect(logText(twice, scoped, { serverName: undefined })).toBeUndefined();
    expect(quick(createRecord({ level: 'info', message: 'x' }), scoped)).toEqual([
      expect.objectContaining({ attributes: expect.objectContaining({ shop: { value: 'one', type: 'string' } }) }),
      expect.objectContaining({ attributes: expect.objectContaining({ shop: { value: 'one', type: 'string' } }) }),
    ]);
  });

  it('take from scopes what all of a scope says', () => {
    const scope = sdk.getCurrentScope() as unknown as { setUser(user: object): void; setAttribute?: unknown };
    scope.setUser({ id: 'ann' });
    expect(snapshotForLogs(sdk)).toEqual({
      user: snapshotScopes(sdk).user,
      attributes: snapshotScopes(sdk).attributes,
    });
  });
});
