import type { FilterNode } from '@tailrace/query';

/** Marks what a text was found by. */
export type Highlight = (text: string) => string;

const MAX_TERMS = 50;
/** Colours that are in a text already: they are stepped over. */
// oxlint-disable-next-line no-control-regex -- escape sequences begin with ESC
const PAINT = /(\u001b\[[\d;]*m)/;

/**
 * Makes what marks the words of a filter in lines that were found by it, colours or not; `undefined` where there is
 * nothing to mark. What a query leaves out (`-word`) is not marked.
 */
export function highlighter(filter: FilterNode, mark: (text: string) => string): Highlight | undefined {
  const terms = termsOf(filter)
    .filter((term) => term !== '')
    .slice(0, MAX_TERMS);
  if (terms.length === 0) return undefined;
  const pattern = new RegExp(terms.sort((a, b) => b.length - a.length).join('|'), 'giu');
  return (text) =>
    text
      .split(PAINT)
      .map((part, index) =>
        index % 2 === 1 ? part : part.replace(pattern, (found) => (found === '' ? '' : mark(found))),
      )
      .join('');
}

/** Words as patterns; of a wildcard its parts. Regular expressions of a query are not run by another engine. */
function termsOf(filter: FilterNode): string[] {
  switch (filter.type) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(termsOf);
    case 'text':
      return [literal(filter.text)];
    case 'text-wildcard':
      return filter.pattern.split('*').map(literal);
    case 'compare':
      return filter.operator === '=' && typeof filter.value === 'string' ? [literal(filter.value)] : [];
    case 'text-regex':
      return PLAIN_PATTERN.test(filter.pattern) ? [literal(filter.pattern)] : [];
    default:
      return [];
  }
}

const PLAIN_PATTERN = /^[\p{L}\p{N} _-]+$/u;

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
