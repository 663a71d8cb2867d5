import { type Context, copyInfo, setOwn } from '@tailrace/core/runtime';
import type { Info } from '../logger/transport.ts';
import { isCopyable } from './copyable.ts';

/** What an info is given where it lacks it; what stands first wins. */
export interface Additions {
  /** The name of the logger. */
  readonly name: string | undefined;
  /** The default metadata, where the call's own fields win over it. */
  readonly defaults: object | undefined;
  readonly context: Context | undefined;
}

/**
 * Answers an info with what it lacks of the logger's name, the default metadata and the context of the work that is
 * going on. A trace is taken whole or not at all: ids of two traces must not mix.
 *
 * @param isOwn - Whether the info was made for this call, and may be written into; otherwise a copy is answered.
 */
export function completeInfo(info: Info, isOwn: boolean, { name, defaults, context }: Additions): Info {
  const writer = new Writer(info, isOwn);
  if (name !== undefined) writer.lay('logger', name);
  if (defaults !== undefined) writer.layAll(defaults);
  if (context !== undefined) layContext(writer, context);
  return writer.info;
}

function layContext(writer: Writer, context: Context): void {
  const { traceId, spanId, traceFlags, attributes, correlationId } = context;
  const { info } = writer;
  if (traceId !== undefined && info['trace_id'] === undefined && info['traceId'] === undefined) {
    writer.lay('trace_id', traceId);
    writer.lay('span_id', spanId);
    // As OpenTelemetry's instrumentation of Winston writes them.
    writer.lay('trace_flags', traceFlags?.toString(16).padStart(2, '0'));
  }
  writer.lay('correlation_id', correlationId);
  if (attributes !== undefined) writer.layAll(attributes);
}

/** What was written into objects of callers that cannot be copied: it is of that call only. */
const written = new WeakMap<Info, Map<string, unknown>>();

/** Writes into an info, or into a copy from the first field on. */
class Writer {
  info: Info;
  #isOwn: boolean;
  #written: Map<string, unknown> | undefined;

  constructor(info: Info, isOwn: boolean) {
    this.info = info;
    this.#isOwn = isOwn;
    if (!isOwn && !isCopyable(info)) this.#takeBack(info);
  }

  layAll(fields: object): void {
    for (const key of Object.keys(fields)) this.lay(key, (fields as Info)[key]);
  }

  /** Puts a field in its place; not over one that is there. */
  lay(key: string, value: unknown): void {
    if (value === undefined || Object.hasOwn(this.info, key)) return;
    if (!this.#isOwn) {
      this.info = copyInfo(this.info);
      this.#isOwn = true;
    }
    if (!Object.isExtensible(this.info)) return;
    setOwn(this.info, key, value);
    this.#written?.set(key, value);
  }

  /** Takes out of an object what was written into it at an earlier call. */
  #takeBack(info: Info): void {
    this.#isOwn = true;
    for (const [key, value] of written.get(info) ?? []) if (info[key] === value) Reflect.deleteProperty(info, key);
    this.#written = new Map();
    written.set(info, this.#written);
  }
}
