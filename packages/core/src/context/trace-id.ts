import { randomFillSync } from 'node:crypto';

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

/** True for 32 lower-case hex digits that are not all zero (W3C). */
export function isTraceId(value: unknown): value is string {
  return typeof value === 'string' && TRACE_ID.test(value);
}

/** True for 16 lower-case hex digits that are not all zero (W3C). */
export function isSpanId(value: unknown): value is string {
  return typeof value === 'string' && SPAN_ID.test(value);
}

/** Reads a trace id in upper case or written as a UUID; `undefined` for what is no W3C trace id. */
export function normalTraceId(value: unknown): string | undefined {
  if (isTraceId(value)) return value;
  if (typeof value !== 'string' || (value.length !== 32 && value.length !== 36)) return undefined;
  const normal = (value.length === 36 ? value.replaceAll('-', '') : value).toLowerCase();
  return isTraceId(normal) ? normal : undefined;
}

/** Reads a span id in any case; `undefined` for what is no W3C span id. */
export function normalSpanId(value: unknown): string | undefined {
  if (isSpanId(value)) return value;
  const normal = typeof value === 'string' && value.length === 16 ? value.toLowerCase() : undefined;
  return isSpanId(normal) ? normal : undefined;
}

// Random bytes are drawn for many ids at once: one draw costs as much as forty ids.
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomHex(bytes: 8 | 16): string {
  for (;;) {
    if (used + bytes > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const hex = pool.toString('hex', used, used + bytes);
    used += bytes;
    if (/[1-9a-f]/.test(hex)) return hex;
  }
}

/** Draws a W3C trace id. */
export function newTraceId(): string {
  return randomHex(16);
}

/** Draws a W3C span id. */
export function newSpanId(): string {
  return randomHex(8);
}
