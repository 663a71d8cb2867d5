import { open, readFile, writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { foldCase } from '@tailrace/query';
import { Bloom } from './bloom.ts';
import { BASE_COLUMN_NAMES, type BaseColumn, literal, quoted } from './columns.ts';
import { FingerprintSet } from './fingerprint.ts';
import { IdRange } from './id-set.ts';
import { addKey, addMessageKeys } from './keys.ts';
import { NumberKeySet } from './number-keys.ts';
import { encodeIndex, type SegmentSummary } from './segment-index.ts';

/** The keys of a segment's records, and what is known of them and of the ids. */
export interface Indexed {
  readonly keys: FingerprintSet;
  readonly known: Pick<SegmentSummary, 'minId' | 'maxId' | 'otherIds' | 'foldedIds' | 'numberKeys'>;
}

const KEYED_TEXTS = ['id', 'trace_id', 'span_id', 'message'] as const;

/** Keys that a record has on average; a guess saves growing. */
const KEYS_PER_RECORD = 6;
const NUMBERS_PER_RECORD = 1;

/** Passes once over the records of a table or file, in its order. */
export async function indexRecords(
  connection: DuckDBConnection,
  source: string,
  onMessage: (message: string) => void,
): Promise<Indexed> {
  const records = await count(connection, source);
  const keys = new FingerprintSet(records * KEYS_PER_RECORD);
  const numbers = new NumberKeySet(records, () => new FingerprintSet(records * NUMBERS_PER_RECORD));
  const range = new IdRange();
  let foldedIds = true;
  for await (const rows of readTexts(connection, source)) {
    for (const [id, trace, span, message] of rows) {
      range.add(id);
      foldedIds = addKey(keys, 'id', id) && foldedIds;
      if (trace) foldedIds = addKey(keys, 'trace_id', trace) && foldedIds;
      if (span) foldedIds = addKey(keys, 'span_id', span) && foldedIds;
      const folded = foldCase(message);
      addMessageKeys(keys, folded);
      numbers.add(folded);
      onMessage(message);
    }
  }
  return {
    keys,
    known: {
      ...(range.min !== undefined && { minId: range.min }),
      ...(range.max !== undefined && { maxId: range.max }),
      otherIds: range.others,
      foldedIds,
      numberKeys: numbers.addTo(keys),
    },
  };
}

type KeyedTexts = readonly [id: string, trace: string | null, span: string | null, message: string];

/**
 * The texts of a record as one JSON array, and those of a chunk parsed together: reading text by text through the binding
 * takes three times as long, and whole columns at once take 100 MB more.
 */
async function* readTexts(connection: DuckDBConnection, source: string): AsyncGenerator<readonly KeyedTexts[]> {
  const result = await connection.stream(`SELECT to_json([${KEYED_TEXTS.join(', ')}]) FROM ${source}`);
  for await (const rows of result.yieldRows()) {
    yield JSON.parse(`[${rows.map(([texts]) => String(texts)).join(',')}]`) as KeyedTexts[];
  }
}

/** Counts the records of a table or file. */
export async function count(connection: DuckDBConnection, source: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM ${source}`);
  return Number(reader.getRows()[0]?.[0]);
}

type Described = Pick<SegmentSummary, 'records' | 'minTime' | 'maxTime' | 'severities' | 'weighted' | 'emptyColumns'>;

/** Counts, times and weights of the records of a table or file. */
export async function describeRecords(connection: DuckDBConnection, source: string): Promise<Described> {
  const reader = await connection.runAndReadAll(
    `SELECT severity, count(*), epoch_ms(min(timestamp)), epoch_ms(max(timestamp)), bool_or(coalesce(sample_rate, 1) <> 1)
     FROM ${source} GROUP BY severity`,
  );
  const rows = reader.getRows();
  return {
    records: rows.reduce((sum, row) => sum + Number(row[1]), 0),
    minTime: Math.min(...rows.map((row) => Number(row[2]))),
    maxTime: Math.max(...rows.map((row) => Number(row[3]))),
    severities: Object.fromEntries(rows.map((row) => [String(row[0]), Number(row[1])])),
    weighted: rows.some((row) => row[4] === true),
    emptyColumns: await emptyColumnsOf(connection, source),
  };
}

async function emptyColumnsOf(connection: DuckDBConnection, source: string): Promise<BaseColumn[]> {
  const counts = BASE_COLUMN_NAMES.map((name) => `count(${quoted(name)})`);
  const reader = await connection.runAndReadAll(`SELECT ${counts.join(', ')} FROM ${source}`);
  const [row = []] = reader.getRows();
  return BASE_COLUMN_NAMES.filter((_, index) => Number(row[index]) === 0);
}

/** Small, so that the few records of an answer are read without many others; larger ones save a twentieth of the bytes. */
const ROW_GROUP_RECORDS = 8192;

/** Writes the records of a select as the Parquet file of a segment, ordered by `(timestamp, id)`. */
export async function writeSorted(connection: DuckDBConnection, select: string, target: string): Promise<void> {
  await connection.run(
    `COPY (${select} ORDER BY timestamp, id)
     TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION V2, ROW_GROUP_SIZE ${ROW_GROUP_RECORDS})`,
  );
}

/** Makes a file durable, and answers its size and checksum. */
export async function syncAndSum(path: string): Promise<{ bytes: number; checksum: number }> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return sizeAndSum(path);
}

/** The size and the checksum of a file. */
export async function sizeAndSum(path: string): Promise<{ bytes: number; checksum: number }> {
  const bytes = await readFile(path);
  return { bytes: bytes.length, checksum: crc32(bytes) };
}

/** Writes an index file and syncs it; answers its size. */
export async function writeIndex(path: string, summary: SegmentSummary, keys: FingerprintSet): Promise<number> {
  const bytes = encodeIndex(summary, Bloom.of(keys));
  await writeFile(path, bytes, { flush: true });
  return bytes.length;
}
