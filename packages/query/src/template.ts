/** What stands for the parts of a message that change. */
export const MASK = '<*>';

const MAX_LENGTH = 1000;

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
/** Joins words into one token: addresses, paths, times, versions. */
const JOINT = 3;
const QUOTE = 4;

const KINDS = kindsOfCharacters();

const NUMBER = /^[+-]?\d[\d.,:/TZ+-]*(?:e[+-]?\d+)?$/;
const LONG_HEX = /^(?:0x)?(?=[a-f-]*\d)[0-9a-f-]{8,}$/i;
const SHORT_HEX = /^0x[0-9a-f]+$/i;
const COLON_HEX = /^(?=.*:.*:)[0-9a-f:.%/]+$/i;
const PATH = /^(?:\.{0,2}|~)\/[^/]|^[a-z]:\\|:\/\//i;
const AMOUNT = /^[+-]?\d[\d.]*([a-z%]{1,3})$/i;
const NUMBERED = /^([a-z_]+)\d+$/i;
const INNER_JOINT = /([.:/@+~#\\-])/;

/**
 * Answers a message's template: the same text with what changes from record to record replaced by `<*>`.
 *
 * Numbers, hexadecimal words, UUIDs, addresses, times, URLs, paths, and quoted strings are masked; only the first
 * line counts, cut after 1,000 characters. Pure, so that stores can keep it with each record.
 *
 * @example
 * messageTemplate('user 42 took 35ms on 10.0.0.7:8080'); // 'user <*> took <*>ms on <*>'
 */
export function messageTemplate(message: string): string {
  const end = endOfFirstLine(message);
  let template = '';
  let copied = 0;
  let index = 0;
  while (index < end) {
    const kind = kindAt(message, index);
    const stop = kind === QUOTE ? endOfQuote(message, index, end) : endOfToken(message, index, end, kind);
    if (stop === index) {
      index += 1;
      continue;
    }
    const token = message.slice(index, stop);
    if (kind !== QUOTE && token.includes('://')) {
      template += message.slice(copied, index) + MASK;
      index = endOfUrl(message, stop, end);
      copied = index;
      continue;
    }
    const masked = kind === QUOTE ? MASK : maskToken(token);
    if (masked !== token) {
      template += message.slice(copied, index) + masked;
      copied = stop;
    }
    index = stop;
  }
  return template + message.slice(copied, end);
}

function endOfFirstLine(message: string): number {
  const lineBreak = message.indexOf('\n');
  let end = Math.min(lineBreak === -1 ? message.length : lineBreak, MAX_LENGTH);
  if (end > 0 && message.charCodeAt(end - 1) === 13) end -= 1;
  return end;
}

/** Where a quoted string that begins here ends, or its beginning if there is none: `can't` quotes nothing. */
function endOfQuote(message: string, start: number, end: number): number {
  const quote = message[start] ?? '';
  if (quote === "'" && start > 0 && isWord(kindAt(message, start - 1))) return start;
  const close = message.indexOf(quote, start + 1);
  return close === -1 || close >= end ? start : close + 1;
}

/** Where a run of words and joints that begins here ends, without joints at its end. */
function endOfToken(message: string, start: number, end: number, kind: number): number {
  if (!isWord(kind) && !(kind === JOINT && opensToken(message, start))) return start;
  let stop = start + 1;
  while (stop < end) {
    const next = kindAt(message, stop);
    if (!isWord(next) && next !== JOINT && !isThousands(message, stop)) break;
    stop += 1;
  }
  while (stop > start + 1 && kindAt(message, stop - 1) === JOINT) stop -= 1;
  return stop;
}

/** An address goes on to the next space, quote or bracket. */
function endOfUrl(message: string, start: number, end: number): number {
  let stop = start;
  while (stop < end && !/[\s"'`<>()[\]{}]/.test(message[stop] ?? '')) stop += 1;
  return stop;
}

/** A comma between digits belongs to their number. */
function isThousands(message: string, index: number): boolean {
  return message[index] === ',' && kindAt(message, index - 1) === DIGIT && kindAt(message, index + 1) === DIGIT;
}

/** Paths begin with a joint, and so do signed numbers. */
function opensToken(message: string, start: number): boolean {
  const character = message[start];
  if (character === '/' || character === '.' || character === '~') return true;
  return (character === '-' || character === '+') && kindAt(message, start + 1) === DIGIT;
}

function maskToken(token: string): string {
  if (PATH.test(token)) return MASK;
  if (!/\d/.test(token)) return token;
  if (NUMBER.test(token) || LONG_HEX.test(token) || SHORT_HEX.test(token) || COLON_HEX.test(token)) return MASK;
  const amount = AMOUNT.exec(token);
  if (amount !== null) return MASK + amount[1];
  if (token.indexOf('/') !== token.lastIndexOf('/')) return MASK;
  return token
    .split(INNER_JOINT)
    .map((part, index) => (index % 2 === 1 ? part : maskWord(part)))
    .join('')
    .replace(/<\*>(?:[.:+-]+<\*>)+/g, MASK)
    .replace(/_[+-]<\*>/g, `_${MASK}`);
}

function maskWord(word: string): string {
  if (!/\d/.test(word)) return word;
  const amount = AMOUNT.exec(word);
  if (amount !== null) return MASK + amount[1];
  const numbered = NUMBERED.exec(word);
  return numbered === null ? MASK : numbered[1] + MASK;
}

function isWord(kind: number): boolean {
  return kind === LETTER || kind === DIGIT;
}

function kindAt(message: string, index: number): number {
  return KINDS[message.charCodeAt(index)] ?? OTHER;
}

function kindsOfCharacters(): Uint8Array {
  const kinds = new Uint8Array(128);
  const mark = (characters: string, kind: number): void => {
    for (const character of characters) kinds[character.charCodeAt(0)] = kind;
  };
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', LETTER);
  mark('0123456789', DIGIT);
  mark('.:/@%+~#\\-', JOINT);
  mark('"\'`', QUOTE);
  return kinds;
}
