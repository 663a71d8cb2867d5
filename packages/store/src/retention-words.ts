import { nearestName, SEVERITY_OF_LEVEL, TailraceError } from '@tailrace/core';
import { parseByteSize, parseDuration } from '@tailrace/query';
import { isLevel, type RetentionPolicy, type RetentionRule } from './retention-policy.ts';

interface Part {
  readonly text: string;
  /** Where it begins in the whole. */
  readonly at: number;
}

type Selector = Omit<RetentionRule, 'maxAgeMillis'>;

const REST = /^(?:the rest|rest|everything else|everything|all)$/i;
const AT_MOST = /^(?:at most|max|up to)\s+/i;
const FOR_EVER = /^(?:forever|for ever|always)$/i;
const ABOVE = /^(?:(?:>=\s*)(\S+)|(\S+?)(?:\+|\s+and\s+(?:above|worse|up)))$/i;
const EXAMPLE = 'keep errors 90d, audits forever, debug 2d, the rest 14d, at most 50GB';

/**
 * Reads retention as people write it: `keep errors 90d, the rest 14d`.
 *
 * Each part, divided by commas, names records and how long they stay (`90d`, `2w`, `12h`, `forever`). Records are named
 * by a level (`debug`: that level alone), a level with `+` or `and above` (`warn+`), `errors` (error and above),
 * `audits` (the levels AUDIT and SECURITY, and the kind `audit`), `kind:llm.call`, or `the rest`. `at most 50GB` bounds
 * the bytes.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` with the place that could not be read and what may stand there.
 * @example
 * parseRetention('keep errors 90d, the rest 14d');
 * // { keep: [{ minLevel: 'error', maxAgeMillis: 7776000000 }], maxAgeMillis: 1209600000 }
 */
export function parseRetention(text: string): RetentionPolicy {
  const keep: RetentionRule[] = [];
  let maxAgeMillis: number | undefined;
  let maxBytes: number | undefined;
  for (const part of partsOf(text)) {
    const most = AT_MOST.exec(part.text);
    if (most !== null) {
      if (maxBytes !== undefined) throw problem(text, part, 'The bytes are bounded twice.');
      maxBytes = bytesOf(text, after(part, most[0].length));
      continue;
    }
    const { named, age } = split(text, part);
    const millis = ageOf(text, age);
    if (!REST.test(named.text)) keep.push({ ...selectorOf(text, named), maxAgeMillis: millis });
    else if (maxAgeMillis === undefined) maxAgeMillis = millis;
    else throw problem(text, part, 'The rest is named twice.');
  }
  return {
    ...(keep.length > 0 && { keep }),
    ...(maxAgeMillis !== undefined && { maxAgeMillis }),
    ...(maxBytes !== undefined && { maxBytes }),
  };
}

function partsOf(text: string): Part[] {
  const start = /^\s*keep\b/i.exec(text)?.[0].length ?? 0;
  let at = start;
  return text
    .slice(start)
    .split(',')
    .map((raw) => {
      const part = trimmed({ text: raw, at });
      at += raw.length + 1;
      if (part.text === '') throw problem(text, part, 'Something is to be kept here.');
      return part;
    });
}

function split(whole: string, part: Part): { named: Part; age: Part } {
  const match = /^(.*?\S)\s+(for ever|\S+)$/is.exec(part.text);
  const [, named = '', age = ''] = match ?? [];
  if (match === null) {
    const isAge = readAge(part.text) !== undefined;
    throw problem(whole, part, isAge ? 'Which records are kept so long?' : `How long is '${part.text}' kept?`);
  }
  return {
    named: { text: named.replace(/\s+for$/i, ''), at: part.at },
    age: { text: age, at: part.at + part.text.length - age.length },
  };
}

function selectorOf(whole: string, part: Part): Selector {
  const { text } = part;
  if (/^audits?$/i.test(text)) return { kind: 'audit' };
  const kind = /^kind:(\S+)$/i.exec(text)?.[1];
  if (kind !== undefined) return { kind };
  if (/^(?:errors?|err)$/i.test(text)) return { minLevel: 'error' };
  const above = ABOVE.exec(text);
  const word = above?.[1] ?? above?.[2] ?? text;
  const level = levelOf(word);
  if (level !== undefined) return above === null ? { level } : { minLevel: level };
  const nearest = nearestName(word, [...Object.keys(SEVERITY_OF_LEVEL), 'errors', 'audits', 'the rest']);
  const hint = nearest === undefined ? 'It is a level, audits, kind:NAME or the rest.' : `Did you mean '${nearest}'?`;
  throw problem(whole, part, `There are no records called '${word}'. ${hint}`);
}

/** The level that a word names, also in the plural. */
function levelOf(word: string): string | undefined {
  const lower = word.toLowerCase();
  return [lower, lower.replace(/s$/, '')].find(isLevel);
}

function ageOf(whole: string, part: Part): number {
  const millis = readAge(part.text);
  if (millis !== undefined) return millis;
  throw problem(whole, part, `'${part.text}' is no time: 90d, 2w, 12h, 1d12h or forever.`);
}

function readAge(text: string): number | undefined {
  if (FOR_EVER.test(text)) return Number.POSITIVE_INFINITY;
  const millis = parseDuration(text);
  return millis === undefined || millis < 1 ? undefined : millis;
}

function bytesOf(whole: string, part: Part): number {
  const bytes = parseByteSize(part.text);
  if (bytes === undefined || bytes < 0) throw problem(whole, part, `'${part.text}' is no size: 500MB, 50GB, 1TiB.`);
  return bytes;
}

function after(part: Part, count: number): Part {
  return trimmed({ text: part.text.slice(count), at: part.at + count });
}

function trimmed({ text, at }: Part): Part {
  return { text: text.trim(), at: at + (text.length - text.trimStart().length) };
}

function problem(whole: string, { text, at }: Part, message: string): TailraceError {
  const line = whole.replaceAll(/\s/g, ' ');
  const marks = `${' '.repeat(Math.min(at, whole.length))}${'^'.repeat(Math.max(1, text.length))}`;
  return new TailraceError('TAILRACE_BAD_OPTION', `${message}\n  ${line}\n  ${marks}\nFor example: ${EXAMPLE}`);
}
