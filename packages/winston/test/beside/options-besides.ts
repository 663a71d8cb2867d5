import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An option that `createLogger` has besides Winston's. */
interface OptionBesides {
  readonly option: string;
  readonly usually: string;
  readonly use: string;
}

/** In a line each; the package's own page says all of it. */
export const OPTIONS: readonly OptionBesides[] = [
  {
    option: 'formatFirst',
    usually: '`false`',
    use: 'Formats before levels are looked at, as Winston does: for formats that rewrite `Symbol.for("level")` or have side effects.',
  },
  {
    option: 'metaOrder',
    usually: "`'winston'`",
    use: "`'call'`: where names are the same the call wins over the child, and the child over the default.",
  },
  {
    option: 'metaMessageKey',
    usually: 'none',
    use: 'Where `meta.message` is kept, in place of the end of the message.',
  },
  {
    option: 'errors',
    usually: "`'winston'`",
    use: "`'whole'`: errors are written with all that they know, wherever they are.",
  },
  {
    option: 'filter',
    usually: 'none',
    use: 'Filters of [`@tailrace/core`](filters.md): sampling, limits, redaction, holding back.',
  },
  { option: 'loggerName', usually: 'none', use: "The logger's name, `logger` on its lines." },
  { option: 'levelByLogger', usually: 'none', use: 'The least level by logger name, which no transport passes.' },
  {
    option: 'addContext',
    usually: '`true`',
    use: 'Trace ids and fields of the work that is going on. Without a context nothing is added.',
  },
  {
    option: 'backlog',
    usually: '`{ maxRecords: 100000, stuckMillis: 10000 }`',
    use: 'How much may wait for one transport that does not move, and when that counts; where loggers share it, its first logger says.',
  },
  { option: 'diagnostics', usually: 'that of the process', use: 'Who hears of what goes wrong in logging itself.' },
];

/** The names of our options as the code has them. */
export function optionNames(): readonly string[] {
  const source = readFileSync(join(__dirname, '../../src/logger/logger-options.ts'), 'utf8');
  const [, rules = ''] = /const RULES: OptionRules<LoggerSettings> = \{\n([^]*?)\n\};/.exec(source) ?? [];
  return rules.split('\n').flatMap((line) => /^ {2}(\w+):/.exec(line)?.[1] ?? []);
}
