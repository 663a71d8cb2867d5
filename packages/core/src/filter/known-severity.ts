import { TailraceError } from '../diagnostics/errors.ts';
import { nearestName } from '../options/nearest-name.ts';
import { SEVERITY_OF_LEVEL, type SeverityNumber } from '../record/severity.ts';

/**
 * Answers the severity of a level's word in any case.
 *
 * @throws TailraceError `TAILRACE_UNKNOWN_LEVEL` for words that are not in the table of levels, with the nearest one.
 */
export function knownSeverity(level: unknown): SeverityNumber {
  const word = String(level).toLowerCase();
  const severity = Object.hasOwn(SEVERITY_OF_LEVEL, word) ? SEVERITY_OF_LEVEL[word] : undefined;
  if (severity !== undefined) return severity;
  const known = Object.keys(SEVERITY_OF_LEVEL);
  const nearest = nearestName(word, known);
  const hint = nearest === undefined ? `Known levels: ${known.join(', ')}.` : `Did you mean '${nearest}'?`;
  throw new TailraceError('TAILRACE_UNKNOWN_LEVEL', `The level '${word.slice(0, 60)}' is not known. ${hint}`);
}
