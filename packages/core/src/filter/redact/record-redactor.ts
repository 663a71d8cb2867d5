import type { LogRecord } from '../../record/log-record.ts';
import type { KeyPlan, PathState } from './path-states.ts';
import type { Redactor } from './redactor.ts';

export interface RecordRedactorOptions {
  readonly root: PathState;
  readonly redactor: Redactor;
}

type Draft = { -readonly [K in keyof LogRecord]: LogRecord[K] };
type TextField = 'message' | 'logger' | 'service' | 'host';

/** A text that hardly ever changes, with what it becomes. */
interface Remembered {
  readonly plan: KeyPlan;
  given: string;
  redacted: string;
}

/** Redacts a record field by field; answers the record itself where nothing is to be redacted. */
export class RecordRedactor {
  readonly #redactor: Redactor;
  readonly #message: KeyPlan;
  readonly #error: KeyPlan;
  readonly #attributes: KeyPlan;
  readonly #source: KeyPlan;
  readonly #origin: Readonly<Record<'logger' | 'service' | 'host', Remembered>>;

  constructor({ root, redactor }: RecordRedactorOptions) {
    this.#redactor = redactor;
    // Only paths count at the top: the record's own fields are no secret names.
    const plan = (field: string): KeyPlan => ({ ...root.plan(field), name: field });
    this.#message = plan('message');
    this.#error = plan('error');
    this.#attributes = plan('attributes');
    this.#source = plan('source');
    const remembered = (field: TextField): Remembered => ({ plan: plan(field), given: '', redacted: '' });
    this.#origin = { logger: remembered('logger'), service: remembered('service'), host: remembered('host') };
  }

  redact(record: LogRecord): LogRecord {
    this.#redactor.begin();
    let copy: Draft | undefined;
    const message = this.#redactor.planned(record.message, this.#message) as string;
    if (message !== record.message) {
      copy = { ...record };
      copy.message = message;
    }
    const { attributes, error, source } = record;
    if (attributes !== undefined) {
      const redacted = this.#redactor.part<'attributes'>(attributes, this.#attributes);
      if (redacted !== attributes) {
        copy ??= { ...record };
        copy.attributes = asObject(redacted);
      }
    }
    if (error !== undefined) {
      const redacted = this.#redactor.part<'error'>(error, this.#error);
      if (redacted !== error) {
        copy ??= { ...record };
        copy.error = { name: 'Error', message: '[not scanned]', ...asObject(redacted) };
      }
    }
    if (source !== undefined) {
      const redacted = this.#redactor.part<'source'>(source, this.#source);
      if (redacted !== source) {
        copy ??= { ...record };
        copy.source = asObject(redacted);
      }
    }
    copy = this.#originOf(record, 'logger', copy);
    copy = this.#originOf(record, 'service', copy);
    copy = this.#originOf(record, 'host', copy);
    return copy ?? record;
  }

  /** Names of loggers, services and hosts are the same in most records: they are looked at when they change. */
  #originOf(record: LogRecord, field: 'logger' | 'service' | 'host', copy: Draft | undefined): Draft | undefined {
    const given = record[field];
    if (given === undefined) return copy;
    const remembered = this.#origin[field];
    if (remembered.given !== given) {
      remembered.redacted = String(this.#redactor.planned(given, remembered.plan));
      remembered.given = given;
    }
    if (remembered.redacted === given) return copy;
    const draft = copy ?? { ...record };
    draft[field] = remembered.redacted;
    return draft;
  }
}

/** A whole that could not be looked at became a word: it stays an object with the word in it. */
function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { redacted: value };
}
