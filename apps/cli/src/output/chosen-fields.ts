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

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** A time of ISO 8601 as people read it; any other text as it is. */
export function shownTime(text: string, write: (millis: number) => string): string {
  return ISO_TIME.test(text) ? write(Date.parse(text)) : text;
}
