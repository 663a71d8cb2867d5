import { type Level, levelOf, PLAIN_LEVEL_WORDS } from './level-words.ts';

/** `error: …`, `[Warning] …`, `<debug> …`, `INFO - …`, or a message that is nothing but the word. */
const AT_START = new RegExp(String.raw`^\W{0,3}\b(${PLAIN_LEVEL_WORDS})\b(?:\s*[:\]>|)]|\s+-\s|\W*$)`, 'i');
/** `[Error]` in brackets, near the start. */
const IN_BRACKETS = new RegExp(String.raw`^.{0,80}?[[(<](${PLAIN_LEVEL_WORDS})[\])>]`, 'i');
/** `level=error`. */
const AS_FIELD = new RegExp(String.raw`\b(?:level|severity|lvl)[=:]\s*"?(${PLAIN_LEVEL_WORDS})\b`, 'i');
/** A word that shouts, near the start. */
const SHOUTED = /^.{0,80}?(?:^|[^\w.:/-])(ERROR|FATAL|CRITICAL|PANIC|WARNING|WARN)(?![\w.=/-])/;

/**
 * Finds a level that a message marks, where its format has no place for one.
 *
 * Marks only: a word where levels stand, in brackets or in capitals. A message that merely speaks of an error or a
 * failure is left alone, since guessing from its mood is wrong too often to search by.
 */
export function markedLevel(message: string): Level | undefined {
  const head = message.length > 200 ? message.slice(0, 200) : message;
  const match = AT_START.exec(head) ?? IN_BRACKETS.exec(head) ?? SHOUTED.exec(head) ?? AS_FIELD.exec(head);
  return match?.[1] === undefined ? undefined : levelOf(match[1]);
}
