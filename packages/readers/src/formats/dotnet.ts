import { levelOf } from '../level-words.ts';
import { patternFormat } from '../pattern-format.ts';

const WORDS: Readonly<Record<string, string>> = {
  trce: 'trace',
  dbug: 'debug',
  info: 'info',
  warn: 'warn',
  fail: 'error',
  crit: 'critical',
};

/** The console of .NET: level, category and event, and the message on the lines below. */
export const dotnet = patternFormat({
  name: 'dotnet',
  title: '.NET console',
  example: 'info: Microsoft.Hosting.Lifetime[14]',
  certainty: 'exact',
  pattern:
    /^(?<level>trce|dbug|info|warn|fail|crit): (?<logger>[A-Za-z_][\w.`+<>-]{0,300})\[(?<event_id>-?\d+)\](?:\s+(?<message>.*))?$/,
  level: ({ level = '' }) => levelOf(WORDS[level] ?? level),
});
