/** A value that is bound to a statement; it never becomes part of the SQL text. */
export type Bound = string | number | boolean | null | readonly (string | number)[];

/** A piece of SQL: texts from this package's own source, and the values that stand between them. */
export class Sql {
  readonly texts: readonly string[];
  readonly values: readonly Bound[];

  constructor(texts: readonly string[], values: readonly Bound[]) {
    this.texts = texts;
    this.values = values;
  }
}

/** A statement as the server takes it, with the values bound to it in order. */
export interface Statement {
  readonly text: string;
  readonly values: readonly Bound[];
}

/**
 * Makes a piece of SQL from a template: pieces become part of the text, everything else is bound.
 *
 * @example
 * sql`severity >= ${17}::bigint AND ${otherCondition}`;
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Sql | Bound)[]): Sql {
  const texts: string[] = [strings[0] ?? ''];
  const values: Bound[] = [];
  for (const [index, part] of parts.entries()) {
    const after = strings[index + 1] ?? '';
    if (part instanceof Sql) {
      texts[texts.length - 1] += part.texts[0] ?? '';
      for (const text of part.texts.slice(1)) texts.push(text);
      for (const value of part.values) values.push(value);
      texts[texts.length - 1] += after;
    } else {
      values.push(part);
      texts.push(after);
    }
  }
  return new Sql(texts, values);
}

/** Words of this package's own making: names that were checked, and numbers it counted. Never what a query brings. */
export function fixedSql(text: string): Sql {
  return new Sql([text], []);
}

export function joinSql(parts: readonly Sql[], separator: ' AND ' | ' OR ' | ', '): Sql {
  const [first, ...rest] = parts;
  if (first === undefined) return fixedSql('');
  return rest.reduce((all, part) => sql`${all}${fixedSql(separator)}${part}`, first);
}

/** Numbers the values of a piece, which is whole now. */
export function toStatement({ texts, values }: Sql): Statement {
  const text = texts.reduce((all, part, index) => (index === 0 ? part : `${all}$${index}${part}`), '');
  return { text, values };
}

export const TRUE: Sql = fixedSql('TRUE');
export const FALSE: Sql = fixedSql('FALSE');

const HALF_PAIR = /\p{Surrogate}/u;

/** Whether PostgreSQL holds a text as it is: it has no character U+0000, and half a surrogate pair has no UTF-8. */
export function isBindable(text: string): boolean {
  return !text.includes('\0') && !HALF_PAIR.test(text);
}
