import type { PipeNode } from './ast.ts';
import { groupName, PATTERN_COLUMNS } from './columns.ts';
import { type CompletionItem, fieldsOf, functionsOf, named, type Place } from './completion-items.ts';
import { PIPE_NAMES } from './pipe-names.ts';
import { parseText } from './parser.ts';
import { isPlainName, quoted } from './resolve-field.ts';

const INTERVALS = ['10s', '1m', '5m', '15m', '1h', '1d'];
const OF_RECORDS: ReadonlySet<string> = new Set(['patterns', 'context', 'join-trace']);

/** Answers what could stand in a pipe, given the text of the query before it. */
export function completePipe(place: Place, earlier: string): readonly CompletionItem[] {
  const { text } = place;
  const typed = /[\p{L}\p{N}_@$."-]*$/u.exec(text)?.[0] ?? '';
  const before = text.slice(0, text.length - typed.length).trimStart();
  const columns = columnsOf(earlier);
  if (before === '') {
    const pipes = PIPE_NAMES.filter((name) => columns === undefined || !OF_RECORDS.has(name));
    return [...named(place, typed, pipes, 'pipe'), ...functionsOf(place, typed)];
  }
  const names = (start: string): readonly CompletionItem[] =>
    columns === undefined ? fieldsOf(place, start, '') : named(place, start, columns.map(written), 'field');
  const intervals = columns === undefined ? named(place, typed, INTERVALS, 'value') : [];
  const [first = ''] = /^\w+/.exec(before) ?? [];
  const pipe = first.toLowerCase();
  if (/\(\s*$/.test(before)) return names(typed);
  // The statistics of `top 5 path by …`.
  if (pipe === 'top' && /\S\s+by\b(?:[^|]*,)?\s*$/.test(before)) return functionsOf(place, typed);
  if (pipe !== 'sort' && pipe !== 'top' && /\bby\b[^|]*$/.test(before)) {
    return /(?:\bby|,)\s*$/.test(before) ? [...names(typed), ...intervals] : named(place, typed, ['as'], 'operator');
  }
  // A name is expected behind the pipe's own name, a number, a comma, `by` and a minus sign.
  const atName = /(?:^\w+|^top\s+\d+|,|\bby)\s*$/i.test(before);
  switch (pipe) {
    case 'sort':
      return atName ? names(typed.replace(/^-/, '')) : named(place, typed, ['desc', 'asc'], 'operator');
    case 'fields':
    case 'rename':
      return atName ? names(typed) : named(place, typed, ['as'], 'operator');
    case 'top':
      return atName ? [...names(typed), ...intervals] : named(place, typed, ['by'], 'operator');
    case 'bin':
      return intervals;
    case 'context':
      return named(place, typed, ['before', 'after'], 'operator');
    case 'limit':
    case 'patterns':
    case 'join':
      return [];
    default:
      return /(?:,|^stats)\s*$/.test(before)
        ? functionsOf(place, typed)
        : named(place, typed, ['by', 'as'], 'operator');
  }
}

/** The columns of the table that earlier pipes make, where they make one. */
function columnsOf(earlier: string): readonly string[] | undefined {
  let pipes: readonly PipeNode[];
  try {
    ({ pipes } = parseText(earlier, 0));
  } catch {
    return undefined;
  }
  let columns: readonly string[] | undefined;
  for (const pipe of pipes) {
    if (pipe.type === 'stats') columns = [...pipe.by, ...pipe.aggregates].map(({ as }) => as);
    else if (pipe.type === 'patterns') columns = PATTERN_COLUMNS;
    else if (columns !== undefined && pipe.type === 'fields') {
      columns = pipe.as ?? pipe.fields.map((field) => groupName(field, true));
    } else if (columns !== undefined && pipe.type === 'rename') {
      columns = columns.map((name) => pipe.columns.find(({ from }) => from === name)?.to ?? name);
    }
  }
  return columns;
}

function written(column: string): string {
  return isPlainName(column) || /^\w[\w.]*(?:\([\w.]*\))?$/.test(column) ? column : quoted(column);
}
