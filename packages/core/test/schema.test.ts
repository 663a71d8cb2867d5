import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  auditSchema,
  createEvent,
  defineEvent,
  defineRecord,
  type ErrorRecord,
  EVENTS,
  eventProblem,
  kindProblem,
  llmCallSchema,
  type LogRecord,
  logSchema,
  SCHEMAS,
  toElasticsearchTemplate,
  toJsonSchema,
  toMarkdownTable,
  toSqlTable,
  toWire,
  type TypeOf,
  WIRE_FIELDS,
  type WireRecord,
} from '../src/index.ts';

const order = defineRecord('shop.order', {
  order_id: {
    type: 'keyword',
    minLength: 1,
    maxLength: 8,
    pattern: /^[a-z]/,
    indexed: true,
    description: 'The order.',
  },
  state: { type: 'keyword', oneOf: ['open', 'paid'], description: 'Its state.' },
  total: { type: 'number', min: 0, exact: true, unit: 'EUR', description: 'What it costs.' },
  weight: { type: 'number', max: 100, optional: true, description: 'Weight.' },
  pieces: { type: 'integer', min: 1, max: 99, nullable: true, description: 'Pieces.' },
  gift: { type: 'boolean', optional: true, description: 'A gift.' },
  at: { type: 'time', description: "When it was made, by the shop's clock." },
  tags: { type: 'list', items: { type: 'keyword', description: 'A tag.' }, optional: true, description: 'Tags.' },
  customer: {
    type: 'object',
    optional: true,
    description: 'Who.',
    fields: {
      id: { type: 'integer', description: 'Id.' },
      note: { type: 'text', optional: true, maxLength: 3, description: 'A note.' },
    },
  },
  extra: { type: 'map', optional: true, description: 'Extras.' },
  raw: { type: 'json', optional: true, indexed: false, description: 'Raw | data.' },
  problem: { type: 'exception', optional: true, description: 'What went wrong.' },
});

const good: TypeOf<typeof order> = {
  order_id: 'a1',
  state: 'open',
  total: 3.5,
  pieces: null,
  at: '2026-11-22T10:00:00.000Z',
};

describe('defineRecord', () => {
  it('gives the TypeScript type of what it declares [X4]', () => {
    expectTypeOf<TypeOf<typeof order>>().toEqualTypeOf<{
      order_id: string;
      state: 'open' | 'paid';
      total: number;
      weight?: number;
      pieces: number | null;
      gift?: boolean;
      at: string;
      tags?: string[];
      customer?: { id: number; note?: string };
      extra?: Record<string, unknown>;
      raw?: unknown;
      problem?: ErrorRecord;
    }>();
    expectTypeOf<WireRecord['trace_id']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<WireRecord['severity']>().toEqualTypeOf<number>();
  });

  it('takes what is declared, with absent and null where they are allowed, and keys beside it', () => {
    expect(order.check(good)).toBeUndefined();
    expect(
      order.is({ ...good, pieces: 5, weight: -1, tags: ['x'], customer: { id: 1 }, extra: {}, raw: [1], more: true }),
    ).toBe(true);
    expect(order.check({ ...good, problem: { name: 'E', message: '' } })).toBeUndefined();
  });

  it.each([
    ['order_id', '', 'empty'],
    ['order_id', 'abcdefghi', '8 characters'],
    ['order_id', '1a', 'text like'],
    ['order_id', undefined, 'required'],
    ['state', 'lost', 'one of open, paid'],
    ['total', -1, 'from 0'],
    ['total', '3', 'a number'],
    ['total', Number.NaN, 'a number'],
    ['weight', 101, 'to 100'],
    ['weight', null, 'a number'],
    ['pieces', 1.5, 'an integer from 1 to 99'],
    ['gift', 'yes', 'true or false'],
    ['at', 'soon', 'ISO 8601'],
    ['tags', 'x', 'a list'],
    ['tags[]', [1], 'text'],
    ['customer', [], 'an object'],
    ['customer.id', {}, 'required'],
    ['customer.note', { id: 1, note: 'long' }, '3 characters'],
    ['extra', [], 'an object'],
    ['problem.message', { name: 'E' }, 'text'],
  ])('names %s as wrong for %j', (field, value, words) => {
    const name = field.split(/[.[]/)[0] as string;
    const found = order.check({ ...good, [name]: value });
    expect(found?.field).toBe(field);
    expect(found?.message).toContain(words);
    expect(found?.message).toContain(`'${field}'`);
  });

  it('never repeats more than the start of a value in a message', () => {
    expect(order.check({ ...good, total: `secret${'x'.repeat(5000)}` })?.message.length).toBeLessThan(150);
  });

  it.each<[string, () => unknown]>([
    ['a kind with spaces', () => defineRecord('My Kind', {})],
    ['an empty description', () => defineRecord('a', { b: { type: 'text', description: '' } })],
    ['a field without a name', () => defineRecord('a', { '': { type: 'text', description: 'x' } })],
    [
      'the same word twice',
      () =>
        defineRecord('a', {
          b: { type: 'text', description: 'x' },
          c: { type: 'text', description: 'x', aliases: ['b'] },
        }),
    ],
    [
      'bounds that exclude everything',
      () => defineRecord('a', { b: { type: 'number', min: 2, max: 1, description: 'x' } }),
    ],
    ['no words to choose from', () => defineRecord('a', { b: { type: 'keyword', oneOf: [], description: 'x' } })],
    ['a pattern that remembers', () => defineRecord('a', { b: { type: 'keyword', pattern: /x/g, description: 'x' } })],
    [
      'a wrong field within another',
      () => defineRecord('a', { b: { type: 'list', items: { type: 'text', description: '' }, description: 'x' } }),
    ],
  ])('throws at declaration for %s', (_name, declare) => {
    expect(declare).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_SCHEMA' }) as Error);
  });
});

describe('the log schema', () => {
  it('places every field of a record on the wire [X4]', () => {
    const paths = Object.values(WIRE_FIELDS).map(({ path }) => path.join('.'));
    type Key = Exclude<keyof LogRecord, 'source'> | `source.${keyof NonNullable<LogRecord['source']> & string}`;
    const keys: Record<Key, true> = {
      id: true,
      timestamp: true,
      level: true,
      severity: true,
      message: true,
      logger: true,
      service: true,
      host: true,
      process: true,
      thread: true,
      traceId: true,
      spanId: true,
      traceFlags: true,
      'source.module': true,
      'source.function': true,
      'source.line': true,
      error: true,
      attributes: true,
      kind: true,
      sampleRate: true,
    };
    expect(paths.sort()).toEqual(Object.keys(keys).sort());
  });
});

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

describe('the declared kinds', () => {
  it('llm.call knows the names of the response log and of the token and cost tables [C4, D1, D2, D4]', () => {
    const call: TypeOf<typeof llmCallSchema> = {
      question: 'q',
      response: '',
      platform: 'p',
      model: 'm',
      brand: 'b',
      competitor: 'x, y',
      industry: 'i',
      question_category: 'c',
      latency_ms: 12.5,
      tokens_used: 5,
      success: false,
      error_message: 'no',
      error_type: 'timeout',
      execution_id: 'e',
      question_index: 1,
      total_questions: 3,
      metadata: { source: 's', geo_analysis: { a: 1 }, error_code: null, error_phase: null },
      prompt_tokens: 1,
      completion_tokens: null,
      total_tokens: null,
      reported_total_tokens: 9,
      parsing_method: 'openai.v1',
      confidence: 0.9,
      raw_usage: {},
      input_cost: 0.000001,
      output_cost: 0,
      total_cost: null,
      currency: 'CNY',
      pricing_source: 'api_parameter',
      pricing_timestamp: '2026-11-22T10:00:00Z',
      tokens_per_second: 3,
      first_token_latency_ms: 1,
      processing_time_ms: 1,
      operation_name: 'ai.chat.completion',
      own_trace_id: 'mine',
    };
    expect(llmCallSchema.check(call)).toBeUndefined();
    expect(llmCallSchema.check({ ...call, question_index: 0 })?.field).toBe('question_index');
    expect(llmCallSchema.check({ ...call, confidence: 1.1 })?.field).toBe('confidence');
    expect(llmCallSchema.check({ ...call, own_trace_id: 'x'.repeat(101) })?.field).toBe('own_trace_id');
  });

  it('audit says who did what, and how it ended', () => {
    expect(auditSchema.check({ action: 'records.export', outcome: 'denied', actor: 'token:reader' })).toBeUndefined();
    expect(auditSchema.check({ action: 'x', outcome: 'maybe', actor: 'a' })?.field).toBe('outcome');
  });

  it('kindProblem looks at the attributes by the record’s kind, and lets unknown kinds be', () => {
    const record = { ...createEvent(EVENTS.login, { data: {} }), kind: 'llm.call', attributes: {} };
    expect(kindProblem(record)).toMatchObject({ field: 'attributes.success' });
    expect(kindProblem({ ...record, kind: 'other' })).toBeUndefined();
    expect(kindProblem({ ...record, kind: 'constructor' })).toBeUndefined();
    expect(kindProblem({ ...record, kind: 'log' })).toBeUndefined();
  });
});

describe('events [B5]', () => {
  it('are records with a base and typed data', () => {
    const record = createEvent(
      EVENTS.toolInvocation,
      { userId: 'u1', userGroups: ['g'], traceId: 'a'.repeat(32), data: { tool: 'search', status: 'failure' } },
      { service: 'shop' },
    );
    expect(toWire(record)).toMatchObject({
      kind: 'event',
      message: 'tool_invocation',
      level: 'info',
      service: 'shop',
      trace_id: 'a'.repeat(32),
      attributes: {
        event_type: 'tool_invocation',
        user_id: 'u1',
        user_groups: ['g'],
        data: { tool: 'search', status: 'failure' },
      },
    });
    expect(eventProblem(record)).toBeUndefined();
    // @ts-expect-error a status that no tool invocation has
    createEvent(EVENTS.toolInvocation, { data: { tool: 'search', status: 'perhaps' } });
  });

  it('are checked by their type', () => {
    const record = createEvent(EVENTS.messageFeedback, { data: { message_id: 'm', feedback: 'like' } });
    expect(
      eventProblem({
        ...record,
        attributes: { event_type: 'message_feedback', data: { message_id: 'm', feedback: 'love' } },
      }),
    ).toMatchObject({ field: 'data.feedback' });
    expect(eventProblem({ ...record, attributes: {} })).toMatchObject({ field: 'event_type' });
    expect(eventProblem({ ...record, attributes: { event_type: 'unheard_of', data: {} } })).toBeUndefined();
  });

  it('are added by declaring them', () => {
    const shipped = defineEvent('order_shipped', { order_id: { type: 'keyword', description: 'The order.' } });
    const record = createEvent(shipped, { data: { order_id: 'a' }, level: 'notice' });
    expect(record).toMatchObject({ level: 'notice', severity: 11 });
    expect(eventProblem(record, [shipped])).toBeUndefined();
    expect(eventProblem({ ...record, attributes: { event_type: 'order_shipped', data: {} } }, [shipped])).toMatchObject(
      { field: 'data.order_id' },
    );
  });

  it('are declared for all that the platform does', () => {
    expect(Object.values(EVENTS).map(({ name }) => name)).toEqual([
      'login',
      'message_session',
      'tool_invocation',
      'application_lifecycle',
      'model_invocation',
      'knowledge_base',
      'file_parsing',
      'message_feedback',
    ]);
  });
});
