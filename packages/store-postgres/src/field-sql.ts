import type { FieldPath } from '@tailrace/query';
import { kindOfColumn, quoted } from './columns.ts';
import { fixedSql, isBindable, sql, type Sql } from './sql.ts';
import { ALWAYS, derive, exactly, NEVER, type Truth, UNSURE } from './truth.ts';
import type { ValueTest } from './value-test-sql.ts';

/** Where the value of a field is. */
export type FieldPlace =
  | { readonly kind: 'text' | 'number'; readonly value: Sql; readonly isAlways: boolean }
  /** A value of `jsonb`, NULL where the field is absent or null. */
  | { readonly kind: 'json'; readonly value: Sql }
  | { readonly kind: 'time' }
  /** No record has such a field. */
  | { readonly kind: 'nowhere' }
  /** The path has a name that PostgreSQL cannot be asked for. */
  | { readonly kind: 'unknown' };

const ALWAYS_THERE: ReadonlySet<string> = new Set(['id', 'level', 'severity', 'message']);

/** What a record has that leaves the field out. */
const DEFAULTS: Readonly<Record<string, Sql>> = { kind: fixedSql("'log'"), sample_rate: fixedSql('1') };

export function placeOf(path: FieldPath): FieldPlace {
  const [root = '', ...rest] = path;
  const kind = kindOfColumn(root);
  if (kind === undefined || (rest.length > 0 && kind !== 'json')) return { kind: 'nowhere' };
  if (kind === 'time') return { kind };
  const column = fixedSql(quoted(root));
  if (kind !== 'json') {
    const otherwise = DEFAULTS[root];
    const value = otherwise === undefined ? column : sql`coalesce(${column}, ${otherwise})`;
    return { kind, value, isAlways: otherwise !== undefined || ALWAYS_THERE.has(root) };
  }
  if (!rest.every(isBindable)) return { kind: 'unknown' };
  const nested = rest.reduce((value, name) => sql`${value} -> ${name}::text`, column);
  if (root !== 'attributes' || rest.length < 2) return { kind, value: present(nested) };
  return { kind, value: sql`coalesce(${present(nested)}, ${present(sql`${column} -> ${rest.join('.')}::text`)})` };
}

function present(value: Sql): Sql {
  return sql`nullif(${value}, 'null')`;
}

/** Whether a record has the field, and it is not null. */
export function existsSql(place: FieldPlace): Truth {
  switch (place.kind) {
    case 'time':
      return ALWAYS;
    case 'nowhere':
      return NEVER;
    case 'unknown':
      return UNSURE;
    case 'json':
      return exactly(sql`(${place.value} IS NOT NULL)`);
    default:
      return place.isAlways ? ALWAYS : exactly(sql`(${place.value} IS NOT NULL)`);
  }
}

/** Whether a field's value passes; an array does where any of its elements does. */
export function testSql(place: FieldPlace, test: ValueTest): Truth {
  switch (place.kind) {
    case 'nowhere':
      return NEVER;
    case 'time':
    case 'unknown':
      return UNSURE;
    case 'json':
      return jsonTest(place.value, test);
    default: {
      const truth = place.kind === 'text' ? test.text(place.value) : test.number(sql`${place.value}::float8`);
      if (place.isAlways) return truth;
      return derive([truth], ([inner]) => sql`(${place.value} IS NOT NULL AND ${inner ?? null})`);
    }
  }
}

function jsonTest(value: Sql, test: ValueTest): Truth {
  const outer = scalarTests(fixedSql('f.v'), test);
  const inner = scalarTests(fixedSql('e.v'), test);
  return derive([...outer, ...inner], ([text, number, boolean, innerText, innerNumber, innerBoolean]) => {
    const elements = byType('e.v', innerText, innerNumber, innerBoolean);
    const scalars = byType(
      'f.v',
      text,
      number,
      boolean,
      sql`EXISTS (SELECT FROM jsonb_array_elements(f.v) AS e(v) WHERE ${elements})`,
    );
    return sql`(SELECT ${scalars} FROM (SELECT ${value} AS v) AS f)`;
  });
}

function scalarTests(value: Sql, test: ValueTest): readonly Truth[] {
  return [
    test.text(sql`(${value} #>> '{}')`),
    test.number(sql`${value}::float8`),
    test.boolean(sql`(${value} #>> '{}')`),
  ];
}

function byType(name: 'e.v' | 'f.v', text?: Sql, number?: Sql, boolean?: Sql, array?: Sql): Sql {
  const none = fixedSql('FALSE');
  const whenArray = array === undefined ? fixedSql('') : sql` WHEN 'array' THEN ${array}`;
  return sql`CASE jsonb_typeof(${fixedSql(name)}) WHEN 'string' THEN ${text ?? none} WHEN 'number' THEN ${number ?? none} WHEN 'boolean' THEN ${boolean ?? none}${whenArray} ELSE FALSE END`;
}
