import { inspect } from 'node:util';
import { TailraceError } from '../diagnostics/errors.ts';
import { nearestName } from './nearest-name.ts';

/** What one option takes. */
export interface OptionRule {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'function' | 'object' | 'array' | 'any';
  readonly required?: boolean;
  /** For numbers: the smallest and the largest value. */
  readonly min?: number;
  readonly max?: number;
  /** For strings: the fewest characters. */
  readonly minLength?: number;
  /** The only values it takes; these are taken beside `type`. */
  readonly oneOf?: readonly unknown[];
}

/** The rules of all options of an object, one for each name. */
export type OptionRules<T> = { readonly [K in keyof Required<T>]: OptionRule };

/**
 * Checks options at creation and throws for the first that is wrong.
 *
 * @param owner - Who takes the options, as the message names it: `HttpTransport`.
 * @throws TailraceError `TAILRACE_UNKNOWN_OPTION` with the nearest known name, `TAILRACE_MISSING_OPTION`, or
 *   `TAILRACE_BAD_OPTION` with what the option takes.
 * @example
 * checkOptions('HttpTransport', options, { url: { type: 'string', required: true } });
 */
export function checkOptions<T extends object>(owner: string, given: T, rules: OptionRules<T>): void {
  const known = Object.keys(rules);
  if (typeof (given as unknown) !== 'object' || (given as unknown) === null) {
    const what = given === undefined ? 'nothing' : show(given);
    throw new TailraceError('TAILRACE_BAD_OPTION', `${owner} takes an object of options, not ${what}.`);
  }
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      const nearest = nearestName(name, known);
      const hint = nearest === undefined ? `It takes ${known.join(', ')}.` : `Did you mean '${nearest}'?`;
      throw new TailraceError('TAILRACE_UNKNOWN_OPTION', `${owner} has no option '${name}'. ${hint}`);
    }
  }
  for (const [name, rule] of Object.entries<OptionRule>(rules)) {
    const value = (given as Record<string, unknown>)[name];
    if (value === undefined) {
      if (rule.required) throw new TailraceError('TAILRACE_MISSING_OPTION', `${owner} needs the option '${name}'.`);
    } else if (!takes(rule, value)) {
      throw new TailraceError(
        'TAILRACE_BAD_OPTION',
        `${owner}: '${name}' takes ${describe(rule)}, not ${show(value)}.`,
      );
    }
  }
}

function takes(rule: OptionRule, value: unknown): boolean {
  if (rule.oneOf?.includes(value)) return true;
  switch (rule.type) {
    case 'any':
      return rule.oneOf === undefined;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
    case 'number': {
      if (typeof value !== 'number' || Number.isNaN(value)) return false;
      if (rule.type === 'integer' && !Number.isInteger(value) && value !== Number.POSITIVE_INFINITY) return false;
      return value >= (rule.min ?? Number.NEGATIVE_INFINITY) && value <= (rule.max ?? Number.POSITIVE_INFINITY);
    }
    case 'string':
      return typeof value === 'string' && rule.oneOf === undefined && value.length >= (rule.minLength ?? 0);
    default:
      return typeof value === rule.type;
  }
}

function describe(rule: OptionRule): string {
  const values = rule.oneOf?.map((value) => JSON.stringify(value)).join(', ');
  if (values !== undefined && (rule.type === 'string' || rule.type === 'any')) return `one of ${values}`;
  const bounds = [
    rule.min === undefined ? '' : ` from ${rule.min}`,
    rule.max === undefined ? '' : ` to ${rule.max}`,
    rule.minLength === undefined ? '' : ` of ${rule.minLength} or more characters`,
  ].join('');
  const article = /^[aeiou]/.test(rule.type) ? 'an' : 'a';
  return `${article} ${rule.type}${bounds}${values === undefined ? '' : `, or ${values}`}`;
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : inspect(value);
}
