import { type ElasticsearchError, safeReason } from '@tailrace/transport-elasticsearch';

/** What became of one document of a bulk request. */
export type Verdict =
  | { readonly type: 'created' | 'duplicate' | 'later' | 'no-stream' | 'too-large' }
  | { readonly type: 'refused'; readonly reason: string };

/** What is asked for of a bulk answer. */
export const BULK_FILTER = 'errors,items.*.status,items.*._index,items.*.error.type,items.*.error.reason';

interface Item {
  readonly status?: number;
  readonly _index?: string;
  readonly error?: ElasticsearchError | string;
}

/** A bulk answer, read. */
export interface BulkAnswer {
  readonly verdicts: readonly Verdict[];
  /** The indexes that documents were created in. */
  readonly indexes: ReadonlySet<string>;
  /** The first reason of what is tried again later. */
  readonly why: string;
}

const CREATED: Verdict = { type: 'created' };
const DUPLICATE: Verdict = { type: 'duplicate' };
const LATER: Verdict = { type: 'later' };
const NO_STREAM: Verdict = { type: 'no-stream' };

/** Reads a bulk answer document by document; `undefined` for what is none. */
export function readBulkAnswer(body: unknown, sent: number): BulkAnswer | undefined {
  const { items } = (body ?? {}) as { readonly items?: readonly Readonly<Record<string, Item>>[] };
  if (!Array.isArray(items) || items.length !== sent) return undefined;
  const indexes = new Set<string>();
  let why = '';
  const verdicts = (items as readonly Readonly<Record<string, Item>>[]).map((item): Verdict => {
    const { status = 0, _index: index, error } = Object.values(item)[0] ?? {};
    if (status >= 200 && status < 300) {
      if (index !== undefined) indexes.add(index);
      return CREATED;
    }
    if (status === 409) return DUPLICATE;
    const reason = `${status} ${safeReason(error)}`;
    if (status === 404) return NO_STREAM;
    if (isPassing(status, error)) {
      why ||= reason;
      return LATER;
    }
    return { type: 'refused', reason };
  });
  return { verdicts, indexes, why };
}

/** Whether it is about the server and not about the document: closed, busy, or not allowed. */
function isPassing(status: number, error: Item['error']): boolean {
  if (status === 401 || status === 403 || status === 408 || status === 429 || status >= 500) return true;
  const type = typeof error === 'object' ? String(error.type) : '';
  return type === 'cluster_block_exception' || type === 'index_closed_exception' || type === 'validation_exception';
}
