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

/** A breadcrumb whose data is text until an event asks for it, as few of all records' ever do. */
export interface KeptBreadcrumb {
  readonly breadcrumb: Breadcrumb;
  /** Data of the breadcrumb as JSON, where it is not in it. */
  readonly dataJson?: string;
}

interface Step {
  readonly kept: KeptBreadcrumb;
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
    return this.#steps.get(context)?.map(({ kept }) => wholeBreadcrumb(kept)) ?? [];
  }

  add(context: string, kept: KeptBreadcrumb): void {
    const { perContext, contexts, maxBytes } = this.#limits;
    const step = { kept, bytes: bytesOf(kept) };
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
export function breadcrumbOf(record: LogRecord): KeptBreadcrumb {
  const dataJson = dataOf(record);
  return {
    breadcrumb: {
      type: record.error === undefined ? 'default' : 'error',
      category: record.logger ?? 'log',
      level: eventLevelOf(record.severity),
      message: record.message.slice(0, MAX_MESSAGE),
      timestamp: record.timestamp / 1_000,
    },
    ...(dataJson !== undefined && { dataJson }),
  };
}

/** The breadcrumb with its data. */
export function wholeBreadcrumb({ breadcrumb, dataJson }: KeptBreadcrumb): Breadcrumb {
  return dataJson === undefined ? breadcrumb : { ...breadcrumb, data: JSON.parse(dataJson) as Record<string, unknown> };
}

/** A snapshot, since callers change their objects later; what does not fit is cut. */
function dataOf({ attributes, error }: LogRecord): string | undefined {
  if (attributes === undefined && error === undefined) return undefined;
  const what = error === undefined ? undefined : `${error.name}: ${error.message}`.slice(0, MAX_MESSAGE);
  const data = what === undefined ? attributes : { ...attributes, error: what };
  return safeStringify(data, { maxBytes: MAX_DATA_BYTES }).json;
}

function bytesOf({ breadcrumb: { message = '', data }, dataJson }: KeptBreadcrumb): number {
  const text = dataJson ?? (data === undefined ? '' : JSON.stringify(data));
  return OVERHEAD_BYTES + 2 * (message.length + text.length);
}

function sum(steps: readonly Step[]): number {
  return steps.reduce((bytes, step) => bytes + step.bytes, 0);
}
