import type { WireRecord } from '@tailrace/core';
import { fieldReader, resolveField } from '@tailrace/query';
import { usageFailure } from '../command-failure.ts';

/** A field that was asked for by `--fields`. */
export interface ChosenField {
  readonly name: string;
  readonly read: (record: WireRecord) => unknown;
}

/** Reads `--fields time,level,user.id`, with the names of the query language. */
export function chooseFields(text: string): readonly ChosenField[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw usageFailure('--fields takes names, separated by commas.');
  return names.map((name) => ({ name, read: fieldReader(resolveField(name.split('.'))) }));
}

/** A field's value as text for people. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A time of ISO 8601 as people read it, still in UTC and marked so: `2026-01-31 12:00:00Z`. */
export function shownTime(iso: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(iso) ? iso.replace('T', ' ').replace('.000Z', 'Z') : iso;
}
