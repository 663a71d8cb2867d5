import { LEVEL_WORDS } from '../level-words.ts';
import { patternFormat } from '../pattern-format.ts';
import { ISO_TIME } from '../time/iso-time.ts';

const PYTHON_LEVEL = '(?<level>DEBUG|INFO|WARNING|ERROR|CRITICAL)';

/** The layout of the logging tutorial, with hyphens between the fields. */
export const pythonHyphens = patternFormat({
  name: 'python',
  title: 'Python logging (time - name - level - message)',
  example: '2026-01-31 12:00:00,123 - app.db - WARNING - slow query',
  certainty: 'exact',
  pattern: new RegExp(
    String.raw`^(?<time>${ISO_TIME}) - (?<logger>\S+) - (?<level>${LEVEL_WORDS}) - (?<message>.*)$`,
    'i',
  ),
});

/** `%(asctime)s %(levelname)s %(name)s: %(message)s` and its kin. */
export const pythonTimed = patternFormat({
  name: 'python-timed',
  title: 'Python logging (time level name: message)',
  example: '2026-01-31 12:00:00,123 ERROR db: connection lost',
  certainty: 'family',
  pattern: new RegExp(
    String.raw`^\[?(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3})(?:\]|:)? \[?${PYTHON_LEVEL}(?:/(?<thread>[\w-]+))?\]?\s+(?:\[?(?<logger>[A-Za-z_][\w.]*)\]?(?: -|:) )?(?<message>.*)$`,
  ),
});

/** `logging.basicConfig()` as it comes: no time at all. */
export const pythonBasic = patternFormat({
  name: 'python-basic',
  title: 'Python logging without a configuration',
  example: 'WARNING:root:disk nearly full',
  certainty: 'family',
  pattern: new RegExp(String.raw`^${PYTHON_LEVEL}:(?<logger>[A-Za-z_][\w.]*):(?<message>.*)$`),
});
