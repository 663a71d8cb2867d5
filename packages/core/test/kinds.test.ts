import { describe, expect, it } from 'vitest';
import {
  auditSchema,
  createEvent,
  defineEvent,
  EVENTS,
  eventProblem,
  kindProblem,
  llmCallSchema,
  toWire,
  type TypeOf,
} from '../src/index.ts';

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
