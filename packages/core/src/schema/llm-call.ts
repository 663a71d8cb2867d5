import { defineRecord } from './define-record.ts';
import { LLM_COST_FIELDS, LLM_TOKEN_FIELDS } from './llm-usage.ts';

/**
 * One call to a language model: the attributes of records of the kind `llm.call` [C4, D1–D4].
 *
 * Null says that a count or a cost is not known; 0 says zero. Question and response are absent where a mode stores no
 * payload; a failed call has the response `""`.
 */
export const llmCallSchema = defineRecord('llm.call', {
  // What was asked and answered.
  question: { type: 'text', optional: true, description: 'What was asked, after redaction.' },
  response: {
    type: 'text',
    optional: true,
    description: 'What was answered, after redaction; empty for failed calls.',
  },
  platform: {
    type: 'keyword',
    optional: true,
    description: 'The platform that was asked, in the words of the application.',
  },
  provider: { type: 'keyword', optional: true, indexed: true, description: 'Who serves the model.' },
  model: { type: 'keyword', optional: true, indexed: true, description: 'The model, as the call named it.' },
  response_model: { type: 'keyword', optional: true, description: 'The model, as the answer names it.' },
  api: { type: 'keyword', optional: true, description: "The provider's interface, `chat.completions` for example." },
  brand: { type: 'keyword', optional: true, description: 'Brand the question is about.' },
  competitor: { type: 'keyword', optional: true, description: 'Competing brands, joined by a comma and a space.' },
  industry: { type: 'keyword', optional: true, description: 'Industry the question is about.' },
  question_category: { type: 'keyword', optional: true, description: 'Category of the question.' },
  execution_id: { type: 'keyword', optional: true, indexed: true, description: 'The run that the call is part of.' },
  question_index: { type: 'integer', min: 1, optional: true, description: 'Place of the question in its run, from 1.' },
  total_questions: { type: 'integer', min: 0, optional: true, description: 'Questions in the run.' },
  metadata: {
    type: 'object',
    optional: true,
    description: 'What the application adds.',
    fields: {
      source: { type: 'keyword', optional: true, description: 'Where the question comes from.' },
      geo_analysis: { type: 'json', optional: true, description: 'Result of the analysis of the response.' },
      error_code: { type: 'keyword', optional: true, nullable: true, description: 'Code of the failure.' },
      error_phase: { type: 'keyword', optional: true, nullable: true, description: 'Step at which it failed.' },
    },
  },

  // How it went.
  success: { type: 'boolean', description: 'Whether an answer came.' },
  error_message: { type: 'text', optional: true, nullable: true, description: 'What went wrong.' },
  error_type: {
    type: 'keyword',
    optional: true,
    nullable: true,
    description:
      'Class of the failure: `auth`, `rate_limit`, `quota`, `timeout`, `content_filter`, `invalid_request`, `context_length`, `server`, `network`, `cancelled`.',
  },
  call_id: { type: 'keyword', optional: true, description: 'The same for all attempts at one call.' },
  attempt: {
    type: 'integer',
    min: 1,
    optional: true,
    description: 'Which attempt this is, from 1; each is billed if it has usage.',
  },
  stream: { type: 'boolean', optional: true, description: 'Whether the answer was streamed.' },
  partial: { type: 'boolean', optional: true, description: 'Whether the stream was broken off.' },
  finish_reasons: {
    type: 'list',
    items: { type: 'keyword', description: 'A reason.' },
    optional: true,
    description: 'Why the model stopped.',
  },
  mode: { type: 'keyword', oneOf: ['fast', 'balanced', 'full'], optional: true, description: 'How much was recorded.' },

  ...LLM_TOKEN_FIELDS,
  ...LLM_COST_FIELDS,

  // Trace.
  own_trace_id: {
    type: 'keyword',
    maxLength: 100,
    optional: true,
    indexed: true,
    description: "The application's own trace id; OpenTelemetry's is the record's `trace_id`.",
  },
  operation_name: {
    type: 'keyword',
    optional: true,
    description: 'Name of the span, `ai.chat.completion` for example.',
  },
  conversation_id: { type: 'keyword', optional: true, description: 'Conversation the call belongs to.' },
  start_time: { type: 'time', optional: true, description: 'When the call began.' },
  status: { type: 'keyword', optional: true, description: 'Status of the span: `ok`, `error`.' },
  tags: {
    type: 'map',
    optional: true,
    description: 'Tags of the span: `request.id`, `user.session`, `environment`, `service.name`.',
  },

  // Performance.
  latency_ms: {
    type: 'number',
    min: 0,
    optional: true,
    nullable: true,
    unit: 'ms',
    description: 'From the call to the whole answer.',
  },
  first_token_latency_ms: {
    type: 'number',
    min: 0,
    optional: true,
    nullable: true,
    unit: 'ms',
    description: 'From the call to the first token.',
  },
  processing_time_ms: {
    type: 'number',
    min: 0,
    optional: true,
    nullable: true,
    unit: 'ms',
    description: 'What the application spent on the answer.',
  },
  tokens_per_second: { type: 'number', min: 0, optional: true, nullable: true, description: 'Output tokens a second.' },

  // Payload.
  request_data: {
    type: 'json',
    optional: true,
    indexed: false,
    description: 'The request as it was sent, after redaction.',
  },
  response_data: {
    type: 'json',
    optional: true,
    indexed: false,
    description: 'The answer as it came, after redaction.',
  },
  fallback_reason: {
    type: 'keyword',
    optional: true,
    description: 'Why it was written to a file: `postgresql_unavailable`.',
  },
});
