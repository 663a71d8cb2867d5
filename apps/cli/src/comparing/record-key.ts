import { severityText } from '@tailrace/core';
import type { WireRecord } from '@tailrace/core';
import { usageFailure } from '../command-failure.ts';
import { fieldName, flattener } from './flat-fields.ts';

/** What records have in common that are matched by their message, or by fields of theirs. */
export class RecordKey {
  readonly #names: readonly string[] | undefined;
  readonly #flatten = flattener([]);
  #found = 0;
  #missed = 0;

  /** @param by - `message`, or names of fields with commas. */
  constructor(by: string) {
    if (by === 'message' || by === 'id' || by === 'sequence') return;
    const names = by.split(',').map((name) => fieldName(name.trim()));
    if (names.includes('')) throw usageFailure(`--by takes id, message, sequence or names of fields, not '${by}'.`);
    this.#names = names;
  }

  /** Whether there were records, and none with any of the fields. */
  get isUnused(): boolean {
    return this.#missed > 0 && this.#found === 0;
  }

  /** The key of a record; what has none of the fields goes by its message. */
  of(record: WireRecord): string {
    if (this.#names === undefined) return byMessage(record);
    const fields = this.#flatten(record);
    const values = this.#names.map((name) => fields.get(name));
    if (values.some((value) => value !== undefined)) {
      this.#found += 1;
      return JSON.stringify(values);
    }
    this.#missed += 1;
    return byMessage(record);
  }
}

/** Loggers write the same level in different words, and each keeps its own: the difference is told, not the end of it. */
function byMessage({ severity, message }: WireRecord): string {
  return `${severityText(severity)} ${message}`;
}
