import { nearestName, TailraceError } from '@tailrace/core';
import { parseTime } from '@tailrace/query';

/** Reads the parameters of one request, from the address or a JSON body; whatever is wrong answers 400 by name. */
export class Parameters {
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #now: number;

  /** @throws TailraceError `TAILRACE_BAD_REQUEST` for a parameter that is not among the known ones. */
  constructor(given: unknown, known: readonly string[], now: number) {
    if (given !== undefined && given !== null && (typeof given !== 'object' || Array.isArray(given))) {
      throw bad('The parameters are a JSON object.');
    }
    this.#given = (given ?? {}) as Record<string, unknown>;
    this.#now = now;
    for (const name of Object.keys(this.#given)) {
      if (known.includes(name)) continue;
      const nearest = nearestName(name, known);
      throw bad(
        `There is no parameter '${name}'. ${nearest === undefined ? `Known are ${known.join(', ')}.` : `Did you mean '${nearest}'?`}`,
      );
    }
  }

  text(name: string): string | undefined {
    const value = this.#given[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw bad(`'${name}' takes text, once.`);
    return value;
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined || text === '') return undefined;
    const found = values.find((value) => value === text);
    if (found === undefined) throw bad(`'${name}' takes ${values.join(' or ')}.`);
    return found;
  }

  integer(name: string, min: number, max: number): number | undefined {
    const value = this.#given[name];
    if (value === undefined || value === null || value === '') return undefined;
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) {
      throw bad(`'${name}' takes a whole number from ${min} to ${max}.`);
    }
    return number;
  }

  /** Epoch milliseconds, from an ISO time, epoch milliseconds, or a time relative to now. */
  time(name: string): number | undefined {
    const value = this.#given[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    const text = this.text(name);
    if (text === undefined || text === '') return undefined;
    const time = parseTime(text, this.#now);
    if (time === undefined) throw bad(`'${name}' takes an ISO time, epoch milliseconds or a time like -15m.`);
    return time;
  }
}

function bad(message: string): TailraceError {
  return new TailraceError('TAILRACE_BAD_REQUEST', message);
}
