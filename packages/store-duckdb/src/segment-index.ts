import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { Bloom } from './bloom.ts';
import type { BaseColumn, PromotedType } from './columns.ts';
import type { NumberKeys } from './number-keys.ts';

/** What is known of a segment without reading it. */
export interface SegmentSummary {
  /** The write-ahead files it was made of. */
  readonly first: number;
  readonly last: number;
  /** How many times it was written anew; absent for the first time. */
  readonly generation?: number;
  /** The filter that all its records pass, where retention has left only those. */
  readonly kept?: string;
  /** Bytes of the Parquet file, and its checksum. */
  readonly bytes: number;
  readonly checksum: number;
  readonly records: number;
  /** Epoch milliseconds of its oldest and newest record. */
  readonly minTime: number;
  readonly maxTime: number;
  /** Records by severity number. */
  readonly severities: Readonly<Record<string, number>>;
  /** Smallest and largest id that is a UUIDv7; absent without one. */
  readonly minId?: string;
  readonly maxId?: string;
  /** Whether it has ids that are no UUIDv7, which are in no range. */
  readonly otherIds: boolean;
  /** Whether ids, trace ids and span ids are all in lower case, so that they can be compared as they are. */
  readonly foldedIds: boolean;
  /** Whether a record has a weight other than 1. */
  readonly weighted: boolean;
  /** Columns of the wire schema that no record has a value in. */
  readonly emptyColumns: readonly BaseColumn[];
  /** Attributes that have a column of their own here; the JSON column does not repeat them. */
  readonly promoted: Readonly<Record<string, PromotedType>>;
  /** The attributes in the JSON column; absent where there are too many to tell. */
  readonly otherKeys?: readonly string[];
  /** Which keys of numbers its bloom filter has; absent where it was made without any. */
  readonly numberKeys?: readonly NumberKeys[];
  /** When its records had arrived, epoch milliseconds. */
  readonly arrivedAt: number;
}

const MAGIC = Buffer.from('TRIX0002', 'latin1');
const PREFIX_BYTES = MAGIC.length + 4;

/**
 * Makes an index file: magic, length of the summary, the summary as JSON, the bloom filter's bytes, and a CRC-32 of
 * all that.
 */
export function encodeIndex(summary: SegmentSummary, bloom: Bloom): Buffer {
  const json = Buffer.from(JSON.stringify(summary), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const body = Buffer.concat([MAGIC, length, json, bloom.bytes]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(body));
  return Buffer.concat([body, checksum]);
}

/** Reads an index file; undefined where it is damaged or of another version. */
export function decodeIndex(bytes: Buffer): { summary: SegmentSummary; bloom: Bloom } | undefined {
  if (bytes.length < PREFIX_BYTES + 4 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const body = bytes.subarray(0, bytes.length - 4);
  if (crc32(body) !== bytes.readUInt32LE(bytes.length - 4)) return undefined;
  const jsonEnd = PREFIX_BYTES + bytes.readUInt32LE(MAGIC.length);
  if (jsonEnd > body.length) return undefined;
  const summary = JSON.parse(body.subarray(PREFIX_BYTES, jsonEnd).toString('utf8')) as SegmentSummary;
  return { summary, bloom: new Bloom(body.subarray(jsonEnd)) };
}

/** Reads an index file from disk; undefined where it is absent or damaged. */
export async function readIndex(
  path: string,
): Promise<{ summary: SegmentSummary; bloom: Bloom; bytes: number } | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    return undefined;
  }
  const decoded = decodeIndex(bytes);
  return decoded === undefined ? undefined : { ...decoded, bytes: bytes.length };
}

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether an id is a UUIDv7 in lower case: those sort by time, and so lie in a narrow range within a segment. */
export function isUuidV7(id: string): boolean {
  return id.length === 36 && UUID_V7.test(id);
}
