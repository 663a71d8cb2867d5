/** A piece of a query's text, and what it is. */
export interface QueryPiece {
  readonly text: string;
  readonly kind: 'space' | 'text' | 'field' | 'operator' | 'value' | 'number' | 'quote' | 'regex' | 'keyword' | 'pipe';
}

type Rule = readonly [pattern: RegExp, kind: QueryPiece['kind']];

const SPACE: Rule = [/\s+/uy, 'space'];
const BAR: Rule = [/\|(?!\|)/uy, 'pipe'];
const NUMBER: Rule = [/-?\d+(?:\.\d+)?[a-zA-Zµ]{0,3}(?=[\s()|,\]}]|$)/uy, 'number'];
const QUOTE: Rule = [/"(?:[^"\\]|\\.)*(?:"|$)/suy, 'quote'];
const NAME = String.raw`(?:[\p{L}_@$][\p{L}\p{N}_@$-]*|"[^"]*")(?:\.(?:[\p{L}\p{N}_@$][\p{L}\p{N}_@$-]*|"[^"]*"))*`;

/** In the filter, the first that fits. */
const FILTER: readonly Rule[] = [
  SPACE,
  BAR,
  [/\|\||&&|(?:AND|OR|NOT|TO)(?=[\s()]|$)|(?:not\s+)?in(?=\s*\()|-(?=[^\s-])/uy, 'keyword'],
  [new RegExp(String.raw`${NAME}(?=[:=<>]|!=|\s+(?:not\s+)?in\s*\()`, 'uy'), 'field'],
  [/:[<>]=?|!=|[<>]=?|[:=]|[()[\]{},]/uy, 'operator'],
  [/\/(?:[^/\\]|\\.)+\/i?(?=[\s()|,]|$)/suy, 'regex'],
  QUOTE,
  NUMBER,
];
const WORD = /(?:\\.|[^\s()|"\\])+|[\s\S]/suy;
const LISTED_WORD = /(?:\\.|[^\s()|"\\,\]}])+|[\s\S]/suy;

/** At the beginning of a pipe. */
const PIPE_NAME: Rule = [
  /(?:stats|count|records|rate|sum|avg|min|max|unique|p\d+(?:\.\d+)?|top|by|bin|sort|order|limit|head|fields|rename|patterns|context|join-trace)(?![\p{L}\p{N}_-])/iuy,
  'pipe',
];
const FUNCTION: Rule = [
  /(?:count|records|rate|sum|avg|min|max|unique|p\d+(?:\.\d+)?)(?=\s*(?:[(,|]|$|\s(?:by|as)\b))/iuy,
  'pipe',
];
/** Behind the name of a pipe that takes columns. */
const COLUMNS: readonly Rule[] = [
  SPACE,
  BAR,
  [/(?:by|as|asc|desc|before|after)(?=[\s,|]|$)/iuy, 'keyword'],
  NUMBER,
  [new RegExp(NAME, 'uy'), 'field'],
  QUOTE,
  [/[(),-]/uy, 'operator'],
];
/** Behind the name of one that takes statistics too. */
const STATISTICS: readonly Rule[] = [FUNCTION, ...COLUMNS];
const START: readonly Rule[] = [PIPE_NAME, ...COLUMNS];
const OF_COLUMNS = /^(?:rename|fields|sort|order)$/i;

/** Takes a query apart for the eye. What does not parse is taken apart too; the pieces together are the text. */
export function paintQuery(text: string): readonly QueryPiece[] {
  const pieces: QueryPiece[] = [];
  let rules = FILTER;
  let position = 0;
  while (position < text.length) {
    const piece = firstOf(rules, text, position) ?? wordAt(text, position, pieces);
    position += piece.text.length;
    pieces.push(piece);
    if (piece.text === '|') rules = START;
    else if (rules === START && piece.kind !== 'space') rules = OF_COLUMNS.test(piece.text) ? COLUMNS : STATISTICS;
  }
  return pieces;
}

function firstOf(rules: readonly Rule[], text: string, position: number): QueryPiece | undefined {
  for (const [pattern, kind] of rules) {
    pattern.lastIndex = position;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && found !== '') return { text: found, kind };
  }
  return undefined;
}

/** A word behind an operator is a value, and any other is looked for in the message. */
function wordAt(text: string, position: number, before: readonly QueryPiece[]): QueryPiece {
  const last = before.findLast(({ kind }) => kind !== 'space');
  const isValue = last?.kind === 'operator' && last.text !== ')' && before.at(-1)?.kind !== 'space';
  const pattern = last !== undefined && /^[([{,]$/.test(last.text) ? LISTED_WORD : WORD;
  pattern.lastIndex = position;
  return { text: pattern.exec(text)?.[0] ?? text.slice(position), kind: isValue ? 'value' : 'text' };
}
