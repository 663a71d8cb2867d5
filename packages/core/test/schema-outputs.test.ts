import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  defineRecord,
  logSchema,
  SCHEMAS,
  sqlColumnTypes,
  toElasticsearchTemplate,
  toJsonSchema,
  toMarkdownTable,
  toSqlTable,
  WIRE_FIELDS,
} from '../src/index.ts';
import { good, order } from './fixtures/order-schema.ts';

describe('toJsonSchema', () => {
  it('agrees with the check on what is valid', () => {
    const ajv = new Ajv2020({ formats: { 'date-time': true }, strictTypes: false });
    for (const schema of Object.values(SCHEMAS)) expect(() => ajv.compile(toJsonSchema(schema))).not.toThrow();
    const validate = ajv.compile(toJsonSchema(order));
    const samples = [
      good,
      {
        ...good,
        pieces: 3,
        customer: { id: 1, note: 'abc' },
        problem: { name: 'E', message: '', cause: { name: 'F', message: 'x' } },
      },
      { ...good, order_id: '1' },
      { ...good, state: 'x' },
      { ...good, pieces: 100 },
      { ...good, pieces: 1.5 },
      { ...good, customer: {} },
      { ...good, tags: [1] },
      { ...good, problem: { name: 'E', message: '', cause: {} } },
      { ...good, total: undefined },
    ];
    for (const sample of samples)
      expect([sample, validate(JSON.parse(JSON.stringify(sample)))]).toEqual([sample, order.is(sample)]);
  });
});

describe('toElasticsearchTemplate', () => {
  it('maps a log with its attributes flattened', () => {
    const { template, index_patterns } = toElasticsearchTemplate(logSchema, {
      patterns: ['logs-*'],
      settings: { number_of_shards: 1 },
    });
    expect(index_patterns).toEqual(['logs-*']);
    expect(template.settings).toEqual({ number_of_shards: 1 });
    expect(template.mappings.dynamic).toBe(false);
    expect(template.mappings.properties).toMatchObject({
      id: { type: 'keyword' },
      timestamp: { type: 'date' },
      message: { type: 'text' },
      severity: { type: 'long' },
      sample_rate: { type: 'double' },
      attributes: { type: 'flattened' },
      exception: { properties: { stack: { index: false } } },
    });
    expect(Object.keys(template.mappings.properties).sort()).toEqual(Object.keys(WIRE_FIELDS).sort());
  });

  it('maps declared attributes of a kind, and the time of a data stream', () => {
    const { template, data_stream } = toElasticsearchTemplate(order, { patterns: ['o'], dataStream: true });
    expect(data_stream).toEqual({});
    expect(template.mappings.properties).toHaveProperty(['@timestamp']);
    expect(template.mappings.properties).not.toHaveProperty('timestamp');
    expect(template.mappings.properties['attributes']).toMatchObject({
      dynamic: false,
      properties: {
        total: { type: 'double' },
        gift: { type: 'boolean' },
        tags: { type: 'keyword' },
        customer: { properties: { id: { type: 'long' } } },
        raw: { enabled: false },
      },
    });
  });
});

describe('toSqlTable', () => {
  it('makes a table with columns, constraints, indexes and comments', () => {
    const sql = toSqlTable(order);
    expect(sql).toContain('CREATE TABLE IF NOT EXISTS "shop_order" (');
    expect(sql).toContain('"id" text NOT NULL CHECK (char_length("id") <= 128)');
    expect(sql).toContain('"timestamp" timestamptz NOT NULL');
    expect(sql).toContain('"trace_id" text,');
    expect(sql).toContain('"total" numeric NOT NULL CHECK ("total" >= 0)');
    expect(sql).toContain('"weight" double precision CHECK ("weight" <= 100)');
    expect(sql).toContain('"pieces" bigint CHECK ("pieces" BETWEEN 1 AND 99)');
    expect(sql).toContain(`"state" text NOT NULL CHECK ("state" IN ('open', 'paid'))`);
    expect(sql).toContain('"customer" jsonb,');
    expect(sql).toContain('PRIMARY KEY ("id")');
    expect(sql).toContain('CREATE INDEX IF NOT EXISTS "shop_order_order_id_idx" ON "shop_order" ("order_id");');
    expect(sql).toContain(`COMMENT ON COLUMN "shop_order"."at" IS 'When it was made, by the shop''s clock.';`);
  });

  it('quotes the name it is given, schema included', () => {
    expect(toSqlTable(logSchema, { table: 'logging.re"cords' })).toContain(
      'CREATE TABLE IF NOT EXISTS "logging"."re""cords" (',
    );
  });

  it('answers the types of the columns alone, for tables with keys of their own', () => {
    const types = sqlColumnTypes(order);
    expect(types).toMatchObject({ id: 'text', timestamp: 'timestamptz', severity: 'bigint', total: 'numeric' });
    expect(Object.keys(types).at(-1)).toBe('attributes');
    for (const [name, type] of Object.entries(types)) expect(toSqlTable(order)).toContain(`"${name}" ${type}`);
  });

  it('refuses a kind that declares a name every record has', () => {
    const clash = defineRecord('a', { message: { type: 'text', description: 'x' } });
    expect(() => toSqlTable(clash)).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_SCHEMA' }) as Error);
  });

  it.each(Object.values(SCHEMAS))('makes a table of every kind: $kind', (schema) => {
    const sql = toSqlTable(schema);
    for (const name of Object.keys(schema.fields)) expect(sql).toContain(`"${name}" `);
  });
});

describe('toMarkdownTable', () => {
  it('makes a row for every field, nested ones included, with cells that cannot break out', () => {
    const table = toMarkdownTable(order).split('\n');
    expect(table).toContain('| `total` | number | required | What it costs. In EUR. From 0. |');
    expect(table).toContain('| `pieces` | integer | required, null if not known | Pieces. From 1 to 99. |');
    expect(table).toContain('| `customer.note` | text |  | A note. |');
    expect(table).toContain('| `raw` | json |  | Raw \\| data. |');
    expect(table).toContain('| `state` | keyword | required | Its state. One of `open`, `paid`. |');
  });
});
