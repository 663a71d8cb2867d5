import type { FieldPath } from '@tailrace/query';
import { columnName } from './columns.ts';
import { laterText } from './json-text.ts';
import { keyOf, SAID, stem, uncolumnedToken } from './token.ts';

/** Fields with an index of their own, or whose texts nobody compares whole. */
const WITHOUT_VALUES: ReadonlySet<string> = new Set(['timestamp', 'message', 'id', 'exception.stack']);
/** Names come from whoever logs: so many are known beforehand, and the others are thought of anew. */
const MAX_PLANS = 4000;
const MAX_KEPT_NAME = 100;

let plans = 0;

/** What is written of a field wherever it is: the beginnings of its tokens and of its cells, as JSON behind others. */
export class FieldPlan {
  readonly path: FieldPath;
  /** `undefined` where its name could be taken for another. */
  readonly key: string | undefined;
  /** The name of its columns, `undefined` where it can have none. */
  readonly column: string | undefined;
  readonly isSilent: boolean;
  readonly exists: string;
  readonly text: string;
  readonly number: string;
  readonly digits: string;
  readonly boolean: string;
  readonly uncolumned: string;
  readonly cell: string;
  readonly #within = new Map<string, FieldPlan>();

  constructor(path: FieldPath) {
    const key = keyOf(path);
    const column = columnName(path);
    const said = (what: string): string => laterText(stem(key ?? '', what));
    this.path = path;
    this.key = key;
    this.column = column;
    this.isSilent = WITHOUT_VALUES.has(path.join('.'));
    this.exists = `${said(SAID.exists)}"`;
    this.text = said(SAID.text);
    this.number = said(SAID.number);
    this.digits = said(SAID.digits);
    this.boolean = said(SAID.boolean);
    this.uncolumned = `${laterText(uncolumnedToken(key ?? ''))}"`;
    this.cell = column === undefined ? '' : `${laterText(column)}":`;
  }

  /** The plan of a field within this one. */
  within(name: string): FieldPlan {
    const known = this.#within.get(name);
    if (known !== undefined) return known;
    const plan = new FieldPlan([...this.path, name]);
    if (plans < MAX_PLANS && name.length <= MAX_KEPT_NAME) {
      plans += 1;
      this.#within.set(name, plan);
    }
    return plan;
  }
}

/** The fields of a record, from its top. */
export const everyField: FieldPlan = new FieldPlan([]);
