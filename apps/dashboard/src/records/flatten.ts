import type { WireRecord } from '../api/types.ts';

export interface FlatField {
  /** As it is written in a query. */
  readonly name: string;
  readonly value: string;
  readonly kind: 'text' | 'number' | 'other';
}

const APART = new Set(['message', 'exception', 'attributes']);

/** A record's fields as rows of a table: its own first, then attributes, nested ones by dotted names. */
export function flattenRecord(record: WireRecord): readonly FlatField[] {
  const rows: FlatField[] = [];
  for (const [name, value] of Object.entries(record)) if (!APART.has(name)) rows.push(field(name, value));
  if (record.exception !== undefined) {
    rows.push(field('exception.name', record.exception.name), field('exception.message', record.exception.message));
    if (record.exception.code !== undefined) rows.push(field('exception.code', record.exception.code));
  }
  visit(record.attributes ?? {}, '', rows);
  return rows;
}

function visit(value: object, prefix: string, rows: FlatField[]): void {
  for (const [name, inner] of Object.entries(value)) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const nested =
      typeof inner === 'object' && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0;
    if (nested) visit(inner as object, path, rows);
    else rows.push(field(path, inner));
  }
}

function field(name: string, value: unknown): FlatField {
  if (typeof value === 'string') return { name, value, kind: 'text' };
  if (typeof value === 'number' || typeof value === 'boolean') return { name, value: String(value), kind: 'number' };
  return { name, value: JSON.stringify(value) ?? 'null', kind: 'other' };
}
