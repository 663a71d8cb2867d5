import { createHash } from 'node:crypto';

/** What stands in a path where a record does not have the value. */
export const NO_VALUE = 'none';

/** The longest value in a path, in UTF-16 units; at most three times as many bytes. */
const MAX_VALUE_UNITS = 60;
/** What file systems take for one name, less room for what is added at rotation and compression. */
const MAX_NAME_BYTES = 200;

const UNSAFE = /[^\p{L}\p{M}\p{N}._@+-]/gu;
/** Names that Windows gives to devices, in any folder and with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/iu;

/**
 * Makes a value fit to stand in a file's name: no separators, no control characters, no dots at either end, none
 * before a digit (as rotated files have them), no device names, and not too long.
 *
 * A value that had to be changed gets eight hex digits of its hash, so that two values never share a file.
 */
export function safeName(value: unknown): string {
  const given = textOf(value);
  if (given === '') return NO_VALUE;
  const name = given
    .normalize('NFC')
    .replace(UNSAFE, '_')
    .replace(/^\.+|\.+$/gu, '_')
    .replace(/\.(?=\d)/gu, '_')
    .replace(DEVICE, (device) => `_${device}`);
  if (name === given && name.length <= MAX_VALUE_UNITS && name !== NO_VALUE) return name;
  return `${cut(name, MAX_VALUE_UNITS)}-${digest(given)}`;
}

/** Shortens a whole name of several values to what file systems take. */
export function shortName(name: string, ending: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const kept = name.endsWith(ending) ? ending : '';
  return `${cut(name.slice(0, name.length - kept.length), 50)}-${digest(name)}${kept}`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : '';
}

/** Cuts without leaving half a character. */
function cut(text: string, units: number): string {
  return text.slice(0, units).replace(/[\uD800-\uDBFF]$/u, '');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
