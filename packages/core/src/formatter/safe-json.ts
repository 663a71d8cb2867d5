import { MendingWriter, type MendReason } from './mending-writer.ts';
import { writePlainJson } from './plain-json.ts';

export type { MendReason } from './mending-writer.ts';

export interface SafeJsonOptions {
  /** The most bytes of UTF-8 the text may take; 1 MiB by default, never less than 1,024. */
  readonly maxBytes?: number;
}

/** JSON on one line, and what had to be mended in the value to make it. */
export interface SafeJson {
  readonly json: string;
  /** Empty where JSON says everything that the value said. */
  readonly mended: readonly MendReason[];
}

/** How large the JSON of one value may become unless told otherwise. */
export const DEFAULT_MAX_JSON_BYTES = 1024 * 1024;

/** Below this a value cannot be cut any further and stay readable. */
const LEAST_MAX_BYTES = 1024;
const NOTHING: readonly MendReason[] = [];

/**
 * Writes any value as one line of JSON within a bound of bytes; never throws.
 *
 * Plain data takes the quick way. Everything else is written piece by piece: errors with causes, maps, sets,
 * dates, buffers (base64) and BigInts (decimal text) as fits, and in place of what has no JSON a word in brackets:
 * `[Circular]`, `[too deep]`, `[threw]`, `[function name]`. Control characters, line separators and direction marks are
 * escaped, so that neither a terminal nor a reader of lines acts on them. Lone surrogates become U+FFFD. Strings that do not fit
 * end in `…[cut 50.0 MB]`; lists and objects that do not fit end in a note of how many entries were cut.
 *
 * @example
 * const { json, mended } = safeStringify(whatever, { maxBytes: 64_000 });
 */
export function safeStringify(value: unknown, options: SafeJsonOptions = {}): SafeJson {
  const maxBytes = Math.max(LEAST_MAX_BYTES, options.maxBytes ?? DEFAULT_MAX_JSON_BYTES);
  const plain = plainJson(value, maxBytes);
  return plain === undefined ? mendedJson(value, maxBytes) : { json: plain, mended: NOTHING };
}

/** The quick way for plain data; `undefined` where the value needs mending, or is too large. */
export function plainJson(value: unknown, maxBytes: number): string | undefined {
  try {
    const json = value === undefined ? undefined : writePlainJson(value, maxBytes);
    return json !== undefined && fits(json, maxBytes) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Writes what plain JSON cannot; cuts strings shorter and shorter until everything fits. */
export function mendedJson(value: unknown, maxBytes: number): SafeJson {
  for (const share of [1, 4, 16, 128, 1024]) {
    const writer = new MendingWriter({ maxText: Math.max(64, Math.floor(maxBytes / share)), maxTotal: maxBytes });
    const json = writer.write(value);
    if (!writer.overflowed && fits(json, maxBytes)) return { json, mended: writer.mended };
  }
  // Entries are left out now, too. A UTF-16 unit takes at most three bytes, so this cannot fail to fit.
  const writer = new MendingWriter({ maxText: 64, maxTotal: Math.floor(maxBytes / 3) - 200, leaveOut: true });
  const json = writer.write(value);
  return { json, mended: writer.mended };
}

/** True where the text takes no more bytes than that; a UTF-16 unit takes at most three. */
export function fits(json: string, maxBytes: number): boolean {
  return json.length * 3 <= maxBytes || (json.length <= maxBytes && Buffer.byteLength(json) <= maxBytes);
}
