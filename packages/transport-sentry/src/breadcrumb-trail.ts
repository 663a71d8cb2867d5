import type { Breadcrumb } from '@sentry/node';
import { type LogRecord, safeStringify } from '@tailrace/core';
import { eventLevelOf } from './sentry-level.ts';

/** How much of what came before is remembered. */
export interface TrailLimits {
  /** Records of one context. */
  readonly perContext: number;
  /** Contexts; the one that was silent longest goes first. */
  readonly contexts: number;
  /** Bytes in all. */
  readonly maxBytes: number;
}

interface Step {
  readonly breadcrumb: Breadcrumb;
  readonly bytes: number;
}

const MAX_MESSAGE = 500;
const MAX_DATA_BYTES = 1024;
/** What an object and its fields cost beside their texts. */
const OVERHEAD_BYTES = 200;

/** Remembers what was logged in each context, within bounds, so that an error can be told with what led to it. */
export class BreadcrumbTrail {
  readonly #limits: TrailLimits;
  /** The context that was silent longest first. */
  readonly #steps = new Map<string, Step[]>();
  #bytes = 0;

  constructor(limits: TrailLimits) {
    this.#limits = limits;
  }

  /** What is remembered, for those who watch memory. */
  get size(): { readonly contexts: number; readonly bytes: number } {
    return { contexts: this.#steps.size, bytes: this.#bytes };
  }

  /** What came before in a context, the oldest first. */
  before(context: string): readonly Breadcrumb[] {
    return this.#steps.get(context)?.map(({ breadcrumb }) => breadcrumb) ?? [];
  }

  add(context: string, breadcrumb: Breadcrumb): void {
    const { perContext, contexts, maxBytes } = this.#limits;
    const step = { breadcrumb, bytes: bytesOf(breadcrumb) };
    const steps = this.#steps.get(context) ?? [];
    steps.push(step);
    this.#bytes += step.bytes;
    this.#bytes -= sum(steps.splice(0, Math.max(0, steps.length - perContext)));
    // Set anew, it stands last.
    this.#steps.delete(context);
    this.#steps.set(context, steps);
    while (this.#steps.size > contexts || (this.#bytes > maxBytes && this.#steps.size > 1)) this.#forgetOldest();
    while (this.#bytes > maxBytes && steps.length > 1) this.#bytes -= (steps.shift() as Step).bytes;
  }

  #forgetOldest(): void {
    const [context, steps] = this.#steps.entries().next().value as [string, Step[]];
    this.#steps.delete(context);
    this.#bytes -= sum(steps);
  }
}

/** A record as a breadcrumb: cut short, for it only tells what came before. */
export function breadcrumbOf(record: LogRecord): Breadcrumb {
  const data = dataOf(record);
  return {
    type: record.error === undefined ? 'default' : 'error',
    category: record.logger ?? 'log',
    level: eventLevelOf(record.severity),
    message: record.message.slice(0, MAX_MESSAGE),
    timestamp: record.timestamp / 1_000,
    ...(data !== undefined && { data }),
  };
}

function dataOf({ attributes, error }: LogRecord): Record<string, unknown> | undefined {
  if (attributes === undefined && error === undefined) return undefined;
  const what = error === undefined ? undefined : `${error.name}: ${error.message}`.slice(0, MAX_MESSAGE);
  // A snapshot, since callers change their objects later; what does not fit is cut.
  const { json } = safeStringify(
    { ...attributes, ...(what !== undefined && { error: what }) },
    { maxBytes: MAX_DATA_BYTES },
  );
  return JSON.parse(json) as Record<string, unknown>;
}

function bytesOf({ message = '', data }: Breadcrumb): number {
  return OVERHEAD_BYTES + 2 * message.length + (data === undefined ? 0 : 2 * JSON.stringify(data).length);
}

function sum(steps: readonly Step[]): number {
  return steps.reduce((bytes, step) => bytes + step.bytes, 0);
}
