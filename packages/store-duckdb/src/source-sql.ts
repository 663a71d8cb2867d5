import type { FilterNode } from '@tailrace/query';
import { BASE_COLUMN_NAMES, promotedColumn, quoted, readHotFiles, readSegmentFiles } from './columns.ts';
import { type AttributeColumns, attributeColumnsOf, NO_ATTRIBUTE_COLUMNS } from './field-sql.ts';
import type { Parameters } from './parameters.ts';
import type { SegmentSummary } from './segment-index.ts';
import { filterToSql } from './to-sql.ts';

/** A segment as a query process needs to know it. */
export interface SourceSegment
  extends Pick<SegmentSummary, 'promoted' | 'otherKeys' | 'weighted' | 'foldedIds' | 'emptyColumns' | 'records'> {
  readonly path: string;
}

/** Files to be read together. */
export interface Source {
  readonly segments: readonly SourceSegment[];
  /** Write-ahead files that are in none of the segments. */
  readonly hot: readonly string[];
  /** Whether a record of the write-ahead files may have a weight other than 1. */
  readonly hotWeighted: boolean;
}

/** What is asked of records. */
export interface Bounds {
  readonly filter: FilterNode;
  /** First millisecond, inclusive. */
  readonly from?: number;
  /** End, exclusive. */
  readonly to?: number;
  /** Only what comes behind this place. */
  readonly behind?: { readonly timestamp: number; readonly id: string };
  readonly order: 'newest' | 'oldest';
}

/** One of the two kinds of files, with its columns. */
export interface Branch {
  readonly from: string;
  readonly columns: AttributeColumns;
  readonly isHot: boolean;
}

/** Reads segments, whichever attributes have a column in them. */
export function readSegments(segments: readonly SourceSegment[], withFileName = false): string {
  return readSegmentFiles(
    segments.map(({ path }) => path),
    withFileName,
  );
}

/** The kinds of files that a source has. */
export function branchesOf(source: Source): Branch[] {
  const branches: Branch[] = [];
  if (source.segments.length > 0) {
    branches.push({
      from: readSegments(source.segments),
      columns: attributeColumnsOf(source.segments),
      isHot: false,
    });
  }
  if (source.hot.length > 0) {
    const whole =
      'timestamp IS NOT NULL AND id IS NOT NULL AND level IS NOT NULL AND severity IS NOT NULL AND message IS NOT NULL';
    branches.push({
      from: `(SELECT * FROM ${readHotFiles(source.hot)} WHERE ${whole})`,
      columns: NO_ATTRIBUTE_COLUMNS,
      isHot: true,
    });
  }
  return branches;
}

/** The columns of whole records: those that all have, and the attributes that have one of their own in a segment. */
export function recordColumns(source: Source): readonly string[] {
  const promoted = new Set<string>();
  for (const segment of source.segments) {
    for (const [key, type] of Object.entries(segment.promoted)) promoted.add(promotedColumn(key, type));
  }
  // Write-ahead files may have any column; each one that nobody has costs time.
  const base = BASE_COLUMN_NAMES.filter(
    (name) => source.hot.length > 0 || !source.segments.every(({ emptyColumns }) => emptyColumns.includes(name)),
  );
  return [...base, ...promoted];
}

/** The condition on the records of a branch. */
export function boundsToSql(bounds: Bounds, columns: AttributeColumns, parameters: Parameters): string {
  const conditions: string[] = [];
  if (bounds.from !== undefined) conditions.push(`timestamp >= ${parameters.time(bounds.from)}`);
  if (bounds.to !== undefined) conditions.push(`timestamp < ${parameters.time(bounds.to)}`);
  if (bounds.behind !== undefined) {
    const operator = bounds.order === 'newest' ? '<' : '>';
    const { timestamp, id } = bounds.behind;
    const time = parameters.time(timestamp);
    // The first half is what row groups are skipped by.
    conditions.push(`timestamp ${operator}= ${time}`);
    conditions.push(`(timestamp ${operator} ${time} OR id ${operator} ${parameters.text(id)})`);
  }
  if (bounds.filter.type !== 'everything') conditions.push(filterToSql(bounds.filter, columns, parameters));
  return conditions.length === 0 ? 'TRUE' : conditions.join(' AND ');
}

/** Reads a select list from all branches of a source, filtered. */
export function unionOf(
  source: Source,
  bounds: Bounds,
  parameters: Parameters,
  select: (branch: Branch) => readonly string[],
): string {
  const parts = branchesOf(source).map(
    (branch) =>
      `SELECT ${select(branch).join(', ')} FROM ${branch.from} WHERE ${boundsToSql(bounds, branch.columns, parameters)}`,
  );
  return parts.join(' UNION ALL BY NAME ');
}

/** The columns of whole records that a branch has. */
export function recordSelect(branch: Branch, columns: readonly string[]): string[] {
  return (branch.isHot ? BASE_COLUMN_NAMES : columns).map(quoted);
}
