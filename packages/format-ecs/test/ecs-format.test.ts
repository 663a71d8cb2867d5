import { EcsVersion } from '@elastic/ecs';
import { createEvent, createRecord, EVENTS, type LogRecord, type RecordInput } from '@tailrace/core';
import { awkwardRecords, plainRecord } from '@tailrace/core/testing';
import * as fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { ECS_FIELDS, ECS_VERSION, ecsFormat, ecsTemplate, fromEcs } from '../src/index.ts';
import { ecsProblems, familyOf, SCHEMA } from './fixtures/ecs-problems.ts';

type Document = Record<string, unknown> & { readonly tailrace?: Record<string, unknown> };

function documentOf(input: RecordInput, options?: Parameters<typeof ecsFormat>[0]): Document {
  return JSON.parse(ecsFormat(options).format(createRecord(input))) as Document;
}

function readBack(line: string): LogRecord {
  const decoded = fromEcs(line);
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.record;
}

const LLM_CALL: RecordInput = {
  kind: 'llm.call',
  attributes: {
    success: true,
    provider: 'p',
    model: 'm',
    response_model: 'm-1',
    input_tokens: 12,
    output_tokens: null,
  },
};
const AUDIT: RecordInput = {
  kind: 'audit',
  attributes: { action: 'records.export', outcome: 'denied', actor: 'ann', reason: 'no role', client_address: '::1' },
};

describe('the fields that are written', () => {
  it('are fields of the schema that Elastic publishes, of the same family of types', () => {
    expect(ECS_VERSION).toBe(EcsVersion);
    for (const { name, type } of ECS_FIELDS) {
      expect(SCHEMA[name], name).toBeDefined();
      expect(familyOf(SCHEMA[name]?.type ?? ''), name).toBe(type);
    }
  });

  it('hold what the schema allows, whatever is in a record', () => {
    for (const { name, make } of awkwardRecords) {
      const document = JSON.parse(ecsFormat().format(make())) as object;
      expect(ecsProblems(document, ['tailrace']), name).toEqual([]);
    }
  });

  it('hold what the schema allows for every kind of record', () => {
    const event = createEvent(EVENTS.login, { userId: 'u1', userRoles: ['admin'], data: { status: 'success' } });
    for (const record of [createRecord(LLM_CALL), createRecord(AUDIT), event]) {
      const document = JSON.parse(ecsFormat().format(record)) as object;
      expect(ecsProblems(document, ['tailrace']), record.kind).toEqual([]);
    }
  });

  it('a check of them notices a field that is not there, a wrong type, a word that is not allowed, a nested label', () => {
    const wrong = { 'log.level': 7, event: { kind: 'log', nonsense: 1 }, labels: { a: { b: 'c' } } };
    expect(ecsProblems(wrong, [])).toEqual([
      'log.level is no text',
      'event.kind may not be log',
      'event.nonsense is no field',
      'labels.a',
      '@timestamp is absent',
      'ecs.version is absent',
    ]);
  });

  it('begin as readers of ECS logs expect: time, level, message, version', () => {
    const line = ecsFormat().format(plainRecord());
    expect(line).toMatch(
      /^\{"@timestamp":"2026-11-22T16:39:00\.929Z","log\.level":"info","message":"order shipped","ecs\.version":"/,
    );
  });

  it('say who, where and what', () => {
    const document = documentOf({
      ...plainRecord(),
      thread: 2,
      traceId: '582fb4ad618b2ebd5b643e3461c407d3',
      spanId: '97261bbb6f6533b4',
      traceFlags: 1,
      source: { module: 'server.ts', function: 'handle', line: 12 },
      error: { name: 'E', message: 'm', code: 'C', stack: 'E: m\n    at x' },
      sampleRate: 4,
    });
    expect(document).toMatchObject({
      event: { kind: 'event', id: plainRecord().id, severity: 9, dataset: 'shop.log' },
      log: { logger: 'shop.orders', origin: { file: { name: 'server.ts', line: 12 }, function: 'handle' } },
      service: { name: 'shop' },
      host: { name: 'web-1', hostname: 'web-1' },
      process: { pid: 4711, thread: { id: 2 } },
      trace: { id: '582fb4ad618b2ebd5b643e3461c407d3' },
      span: { id: '97261bbb6f6533b4' },
      error: { type: 'E', message: 'm', code: 'C', stack_trace: 'E: m\n    at x' },
      tailrace: { trace_flags: 1, sample_rate: 4 },
    });
  });

  it('tell of an audit who may not, of an event what, of a model which', () => {
    expect(documentOf(AUDIT)).toMatchObject({
      event: { action: 'records.export', outcome: 'failure', reason: 'no role' },
      client: { address: '::1' },
      labels: { outcome: 'denied' },
      tailrace: { kind: 'audit' },
    });
    const event = createEvent(EVENTS.login, { userId: 'u1', userRoles: ['admin'], data: {} });
    expect(documentOf(event)).toMatchObject({ event: { action: 'login' }, user: { id: 'u1', roles: ['admin'] } });
    const call = documentOf(LLM_CALL);
    expect(call).toMatchObject({ gen_ai: { system: 'p', request: { model: 'm' }, usage: { input_tokens: 12 } } });
    expect(call['gen_ai']).not.toHaveProperty('usage.output_tokens');
  });

  it('show the causes of an error below its stack', () => {
    const error = { name: 'A', message: 'a', stack: 'A: a\n    at a', cause: { name: 'B', message: 'b' } };
    expect(documentOf({ error })).toMatchObject({ error: { stack_trace: 'A: a\n    at a\nCaused by: B: b' } });
  });
});

describe('attributes', () => {
  it('are flat and apart by type, so that no record conflicts with the mapping of another', () => {
    const first = documentOf({ attributes: { user: 'ann', count: 1, done: true, tags: ['a', 'b'], n: [1, 2.5] } });
    expect(first['labels']).toEqual({ user: 'ann', tags: ['a', 'b'] });
    expect(first.tailrace).toMatchObject({ numbers: { count: 1, n: [1, 2.5] }, booleans: { done: true } });
    const second = documentOf({ attributes: { user: { id: 7, name: 'ann' }, count: 'many', 'a.b': 'c' } });
    expect(second['labels']).toEqual({ user_name: 'ann', count: 'many', a_b: 'c' });
    expect(second.tailrace).toMatchObject({ numbers: { user_id: 7 } });
  });

  it('are kept as JSON text where the flat form does not say them exactly', () => {
    const attributes = { plain: 'x', nested: { a: [1, 'two', null] }, nothing: null, 'dotted.name': 1, big: 1e300 };
    const { tailrace } = documentOf({ attributes });
    expect(JSON.parse(String(tailrace?.['attributes_json']))).toEqual({
      nested: { a: [1, 'two', null] },
      nothing: null,
      'dotted.name': 1,
      big: 1e300,
    });
  });

  it('read back equal where a flat name is also the name of another attribute', () => {
    for (const attributes of [
      { user: { id: 7 }, user_id: 7 },
      { user_id: 8, user: { id: 7 } },
      { 'a.b': 'x', a_b: 'x' },
      { 'a.b': 'x', 'a*b': 'y', a_b: 'z' },
      {},
    ]) {
      const record = plainRecord({ attributes });
      expect(readBack(ecsFormat().format(record)), JSON.stringify(attributes)).toEqual(record);
    }
  });

  it('read back equal, whatever they are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (attributes) => {
        const record = plainRecord({ attributes: JSON.parse(JSON.stringify(attributes)) as Record<string, unknown> });
        const line = ecsFormat().format(record);
        expect(JSON.stringify(readBack(line).attributes?.['x'])).toBe(JSON.stringify(record.attributes?.['x']));
        const sorted = (value: object = {}): unknown => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
        expect(sorted(readBack(line).attributes)).toEqual(sorted(record.attributes));
        expect(ecsProblems(JSON.parse(line) as object, ['tailrace'])).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('stay within bounds of names, while the exact text has all', () => {
    const attributes = { many: Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`k${n}`, n])) };
    const document = documentOf({ attributes });
    expect(Object.keys(document.tailrace?.['numbers'] as object)).toHaveLength(500);
    expect(JSON.parse(String(document.tailrace?.['attributes_json']))).toEqual(attributes);
  });
});

describe('fromEcs', () => {
  it('reads fields with dots and nested ones alike, and leaves what others add alone', () => {
    const source = {
      '@timestamp': '2026-01-01T00:00:00Z',
      'log.level': 'warn',
      'service.name': 's',
      agent: { id: 'x' },
    };
    expect(fromEcs(source)).toMatchObject({ ok: true, record: { level: 'warn', severity: 13, service: 's' } });
  });

  it('says what is no document', () => {
    expect(fromEcs('{')).toMatchObject({ ok: false, code: 'not_json' });
    expect(fromEcs([])).toMatchObject({ ok: false, code: 'not_object' });
    expect(fromEcs({ message: 1 })).toMatchObject({ ok: false, code: 'bad_field' });
  });
});

describe('ecsTemplate', () => {
  it('declares every field that is written, as the schema has it', () => {
    const { mappings } = ecsTemplate({ patterns: ['logs-shop-*'], dataStream: true }).template;
    for (const { name, type } of ECS_FIELDS) {
      const path = name.split('.').join('.properties.');
      const mapping = (
        path === '@timestamp' ? mappings.properties['@timestamp'] : at(mappings.properties, path)
      ) as object;
      expect(mapping, name).toMatchObject({ type });
    }
    expect(mappings.properties['labels']).toMatchObject({ type: 'flattened' });
  });

  it('takes the namespace that the format was given', () => {
    const { mappings } = ecsTemplate({ patterns: ['x'], namespace: 'Shop' }).template;
    expect(mappings.properties).toHaveProperty('Shop');
    expect(JSON.stringify(mappings.dynamic_templates)).toContain('Shop.numbers.*');
    const document = documentOf({ attributes: { n: 1 } }, { namespace: 'Shop' });
    expect(document['Shop']).toEqual({ numbers: { n: 1 } });
    expect(fromEcs(document, 'Shop')).toMatchObject({ record: { attributes: { n: 1 } } });
  });
});

describe('ecsFormat', () => {
  it('throws for options it does not know or take', () => {
    expect(() => ecsFormat({ namespac: 'x' } as never)).toThrow(/Did you mean 'namespace'/);
    for (const namespace of ['event', 'labels', 'a.b', '', '__proto__', '@timestamp']) {
      expect(() => ecsFormat({ namespace }), namespace).toThrow(
        expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }),
      );
    }
    expect(() => ecsTemplate({} as never)).toThrow(expect.objectContaining({ code: 'TAILRACE_MISSING_OPTION' }));
  });

  it('is a format of Winston [F5]', () => {
    const stream = new PassThrough();
    const logger = winston.createLogger({
      format: ecsFormat(),
      transports: [new winston.transports.Stream({ stream })],
    });
    logger.error('no luck', { order: 17, err: new RangeError('broken') });
    const document = JSON.parse(String(stream.read())) as Document;
    expect(document).toMatchObject({ 'log.level': 'error', message: 'no luck', tailrace: { numbers: { order: 17 } } });
  });
});

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], value);
}
