import { createRecord, type RecordDefaults } from '../record/create-record.ts';
import type { LogRecord } from '../record/log-record.ts';
import { defineRecord, type RecordSchema } from './define-record.ts';
import type { FieldProblem } from './compile-check.ts';
import type { Fields, Infer } from './field.ts';

/** What every telemetry event holds [B5]: its id, time and trace are the record's own. */
export const eventSchema = defineRecord('event', {
  event_type: {
    type: 'keyword',
    minLength: 1,
    maxLength: 128,
    indexed: true,
    description: 'What kind of event; says what `data` holds.',
  },
  user_id: { type: 'keyword', optional: true, indexed: true, description: 'The user it is about.' },
  user_groups: {
    type: 'list',
    items: { type: 'keyword', description: 'A group.' },
    optional: true,
    description: 'Groups of the user.',
  },
  user_roles: {
    type: 'list',
    items: { type: 'keyword', description: 'A role.' },
    optional: true,
    description: 'Roles of the user.',
  },
  data: { type: 'map', optional: true, description: "The event's own data, as its type declares it." },
});

/** A type of event, with the declaration of its data. */
export interface EventType<Name extends string = string, F extends Fields = Fields> {
  readonly name: Name;
  readonly data: RecordSchema<string, F>;
}

/**
 * Declares a type of event by the fields of its data.
 *
 * @throws TailraceError `TAILRACE_BAD_SCHEMA` for a name or a field that is declared wrongly.
 * @example
 * const shipped = defineEvent('order_shipped', { order_id: { type: 'keyword', description: 'The order.' } });
 * logger.write(createEvent(shipped, { userId: 'u1', data: { order_id: 'a-17' } }));
 */
export function defineEvent<const Name extends string, const F extends Fields>(
  name: Name,
  fields: F,
): EventType<Name, F> {
  return { name, data: defineRecord<string, F>(name, fields) };
}

const OUTCOME = ['success', 'failure'] as const;
const duration = { type: 'number', min: 0, optional: true, unit: 'ms', description: 'How long it took.' } as const;
const error = { type: 'text', optional: true, description: 'What went wrong.' } as const;

/** The types of event that are declared from the start. */
export const EVENTS = {
  login: defineEvent('login', {
    method: { type: 'keyword', optional: true, description: 'How the user proved who they are.' },
    status: { type: 'keyword', oneOf: OUTCOME, optional: true, description: 'How it ended.' },
    client_address: { type: 'keyword', optional: true, description: 'Network address it came from.' },
    error,
  }),
  messageSession: defineEvent('message_session', {
    session_id: { type: 'keyword', description: 'The session.' },
    message_id: { type: 'keyword', optional: true, description: 'The message.' },
    application_id: { type: 'keyword', optional: true, description: 'The application it runs in.' },
    role: { type: 'keyword', optional: true, description: 'Who speaks: `user`, `assistant`, `system`, `tool`.' },
    messages: { type: 'integer', min: 0, optional: true, description: 'Messages in the session so far.' },
    duration_ms: duration,
  }),
  toolInvocation: defineEvent('tool_invocation', {
    tool: { type: 'keyword', description: 'Name of the tool.' },
    status: { type: 'keyword', oneOf: OUTCOME, description: 'How it ended.' },
    duration_ms: duration,
    session_id: { type: 'keyword', optional: true, description: 'Session it was called in.' },
    arguments: { type: 'json', optional: true, indexed: false, description: 'What it was given.' },
    error,
  }),
  applicationLifecycle: defineEvent('application_lifecycle', {
    application_id: { type: 'keyword', description: 'The application.' },
    phase: { type: 'keyword', description: '`start`, `end`, `deploy`, `publish` and the like.' },
    start_time: { type: 'time', optional: true, description: 'When it began.' },
    end_time: { type: 'time', optional: true, description: 'When it ended.' },
    duration_ms: duration,
    status: { type: 'keyword', oneOf: OUTCOME, optional: true, description: 'How it ended.' },
    error,
  }),
  modelInvocation: defineEvent('model_invocation', {
    model: { type: 'keyword', description: 'The model.' },
    provider: { type: 'keyword', optional: true, description: 'Who serves it.' },
    status: { type: 'keyword', oneOf: OUTCOME, description: 'How it ended.' },
    duration_ms: duration,
    first_token_latency_ms: {
      type: 'number',
      min: 0,
      optional: true,
      unit: 'ms',
      description: 'From the call to the first token.',
    },
    input_tokens: {
      type: 'integer',
      min: 0,
      optional: true,
      nullable: true,
      unit: 'tokens',
      description: 'All input.',
    },
    output_tokens: {
      type: 'integer',
      min: 0,
      optional: true,
      nullable: true,
      unit: 'tokens',
      description: 'All output.',
    },
    cached_input_tokens: {
      type: 'integer',
      min: 0,
      optional: true,
      nullable: true,
      unit: 'tokens',
      description: 'Input read from the cache.',
    },
    error,
  }),
  knowledgeBase: defineEvent('knowledge_base', {
    knowledge_base_id: { type: 'keyword', description: 'The knowledge base.' },
    action: { type: 'keyword', description: '`create`, `update`, `delete`, `query` and the like.' },
    status: { type: 'keyword', oneOf: OUTCOME, optional: true, description: 'How it ended.' },
    documents: { type: 'integer', min: 0, optional: true, description: 'Documents it is about.' },
    duration_ms: duration,
    error,
  }),
  fileParsing: defineEvent('file_parsing', {
    file_id: { type: 'keyword', description: 'The file.' },
    file_type: { type: 'keyword', optional: true, description: 'Its type.' },
    file_bytes: { type: 'integer', min: 0, optional: true, unit: 'bytes', description: 'Its size.' },
    status: { type: 'keyword', oneOf: OUTCOME, description: 'Whether it could be parsed.' },
    duration_ms: duration,
    error,
  }),
  messageFeedback: defineEvent('message_feedback', {
    message_id: { type: 'keyword', description: 'The message.' },
    feedback: { type: 'keyword', oneOf: ['like', 'dislike', 'copy'], description: 'What the user did.' },
    session_id: { type: 'keyword', optional: true, description: 'Session it was in.' },
    comment: { type: 'text', optional: true, description: 'What the user wrote.' },
  }),
};

/** What an event is made from; everything that a record can have may be given too. */
export interface EventInput<F extends Fields> extends RecordDefaults {
  readonly userId?: string;
  readonly userGroups?: readonly string[];
  readonly userRoles?: readonly string[];
  /** Epoch milliseconds; now by default. */
  readonly timestamp?: number;
  readonly data: Infer<F>;
}

/**
 * Makes the record of an event; level `info` and its type's name as the message unless told otherwise.
 *
 * The data's type is checked at compile time; {@link eventProblem} checks what came from elsewhere.
 */
export function createEvent<F extends Fields>(
  type: EventType<string, F>,
  input: EventInput<F>,
  defaults?: RecordDefaults,
): LogRecord {
  const { userId, userGroups, userRoles, data, attributes, ...fields } = input;
  return createRecord(
    {
      message: type.name,
      ...fields,
      kind: 'event',
      attributes: {
        ...attributes,
        event_type: type.name,
        ...(userId !== undefined && { user_id: userId }),
        ...(userGroups !== undefined && { user_groups: userGroups }),
        ...(userRoles !== undefined && { user_roles: userRoles }),
        data,
      },
    },
    defaults,
  );
}

/**
 * Answers what is wrong with an event's record: its base fields, then its data where its type is among those given
 * (the declared {@link EVENTS} by default); `undefined` where nothing is.
 */
export function eventProblem(
  record: LogRecord,
  types: Iterable<EventType> = Object.values(EVENTS),
): FieldProblem | undefined {
  const found = eventSchema.check(record.attributes ?? {});
  if (found !== undefined) return found;
  for (const type of types) {
    if (type.name !== record.attributes?.['event_type']) continue;
    const wrong = type.data.check(record.attributes['data']);
    return wrong && { ...wrong, field: `data.${wrong.field}` };
  }
  return undefined;
}
