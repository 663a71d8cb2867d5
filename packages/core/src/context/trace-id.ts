const ZERO = 48;
const IS_HEX = Uint8Array.from({ length: 128 }, (_, code) => (/[0-9a-f]/.test(String.fromCharCode(code)) ? 1 : 0));

/** True for so many lower-case hex digits that are not all zero; in a third of a regular expression's time. */
function isId(value: unknown, length: number): value is string {
  if (typeof value !== 'string' || value.length !== length) return false;
  let isZero = true;
  for (let index = 0; index < length; index += 1) {
    const code = value.charCodeAt(index);
    if (IS_HEX[code] !== 1) return false;
    if (code !== ZERO) isZero = false;
  }
  return !isZero;
}

/** True for 32 lower-case hex digits that are not all zero (W3C). */
export function isTraceId(value: unknown): value is string {
  return isId(value, 32);
}

/** True for 16 lower-case hex digits that are not all zero (W3C). */
export function isSpanId(value: unknown): value is string {
  return isId(value, 16);
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
      // It takes longer to load than all of ours: it comes with the first id.
      process.getBuiltinModule('node:crypto').randomFillSync(pool);
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
