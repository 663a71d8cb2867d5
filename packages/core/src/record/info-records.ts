import { type InfoRecords, processRegistry } from '../process/registry.ts';
import type { LogRecord } from './log-record.ts';

/** Gives a record of an info the attributes that it lacks. */
export type Complete = (info: object, record: LogRecord) => void;

/** Answers the object that it is given: a class that extends this puts its private fields into that. */
const Given = function given(object: object): object {
  return object;
} as unknown as new (
  object: object,
) => object;

/**
 * A record within a Winston info that nobody sees and no copy takes along. Defining a hidden property takes 0.8 µs for
 * each info, and a weak map nearly as long; a private field takes a twentieth of it.
 */
class Info extends Given {
  #record: LogRecord | undefined;
  #complete: Complete | undefined;

  static recordOf(info: object): LogRecord | undefined {
    if (!(#record in info)) return undefined;
    if (info.#complete !== undefined) info.#finish(info.#complete);
    return info.#record;
  }

  static has(info: object): boolean {
    return #record in info && info.#record !== undefined;
  }

  static keep(info: object, record: LogRecord | undefined, complete?: Complete): void {
    const marked = #record in info ? info : new Info(info);
    marked.#record = record;
    marked.#complete = complete;
  }

  #finish(complete: Complete): void {
    this.#complete = undefined;
    if (this.#record !== undefined) complete(this, this.#record);
  }
}

/** Records of infos that take no private field: frozen ones may refuse it. */
const others = new WeakMap<object, LogRecord>();

const ofThisCopy: InfoRecords = {
  get: (info) => (isObject(info) ? Info.recordOf(info) : undefined) ?? others.get(info),
  set(info, record) {
    if (!isObject(info)) return;
    if (isExtensible(info)) Info.keep(info, record);
    else if (record === undefined) others.delete(info);
    else others.set(info, record);
  },
  has: (info) => (isObject(info) && Info.has(info)) || others.has(info),
  setBare(info, record, complete) {
    if (!isObject(info) || !isExtensible(info)) return false;
    Info.keep(info, record, complete);
    return true;
  },
};

/** Without types anything may be given, and nothing can be kept in text. */
function isObject(info: unknown): boolean {
  return (typeof info === 'object' && info !== null) || typeof info === 'function';
}

/** A revoked proxy throws when it is asked anything. */
function isExtensible(info: object): boolean {
  try {
    return Object.isExtensible(info);
  } catch {
    return false;
  }
}

let shared: InfoRecords | undefined;

/** What all copies of this package in a process know of infos and their records. */
function infoRecords(): InfoRecords {
  if (shared === undefined) {
    const registry = processRegistry() as { infoRecords?: InfoRecords };
    shared = registry.infoRecords ??= ofThisCopy;
  }
  return shared;
}

/** Answers the record that was made of a Winston info, if any; see `fromWinston`. Copies of an info have none. */
export function recordOfInfo(info: object): LogRecord | undefined {
  return infoRecords().get(info);
}

/** Keeps a record with an info for whoever asks next; `undefined` forgets it. Nothing of it can be seen on the info. */
export function keepRecord(info: object, record: LogRecord | undefined): void {
  infoRecords().set(info, record);
}

/** Whether a record was made of an info; unknown where an older copy of this package keeps them. */
export function hasRecord(info: object): boolean | undefined {
  return infoRecords().has?.(info);
}

/**
 * Keeps a record that has no attributes yet: `complete` gives it them before anybody sees it. False where that cannot
 * be, and nothing is kept.
 */
export function keepBareRecord(info: object, record: LogRecord, complete: Complete): boolean {
  return infoRecords().setBare?.(info, record, complete) === true;
}
