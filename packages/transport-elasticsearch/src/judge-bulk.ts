import type { Outcome, Rejection } from '@tailrace/delivery';
import { AllStored } from './bulk-serializer.ts';
import { type ElasticsearchError, safeReason } from './safe-reason.ts';

/** What is asked for of a bulk answer: everything else is left out by the server. */
export const BULK_FILTER = 'errors,items.*.status,items.*.error.type,items.*.error.reason';

/** What a bulk answer says of one document. */
interface BulkItem {
  readonly status?: number;
  readonly error?: ElasticsearchError | string;
}

/** Counts the tries of documents at which the server fails, and says which have had enough. */
export interface FailingDocuments {
  /** True where this document has failed as often as it may. */
  failedAgain(place: number): boolean;
}

/** Errors that tell of the index or the right to use it; every other document would meet them, too. */
const ABOUT_THE_INDEX = new Set([
  'index_not_found_exception',
  'index_closed_exception',
  'cluster_block_exception',
  'invalid_index_name_exception',
  'security_exception',
  // A cluster that has as many shards as it may takes no new index.
  'validation_exception',
]);
/** The same, where the error has a type that documents meet too: no shards left, no pipeline, no index, a full one. */
const WORDS_ABOUT_THE_INDEX =
  /^(?:Validation Failed: 1: this action would add|pipeline with id \[|no write index is defined for|Number of documents in the index)/;

type Verdict = 'stored' | 'later' | 'access' | 'rejected';

/**
 * Judges a bulk answer document by document.
 *
 * 2xx is stored, and so is 409: a document under this id is there already. 429 and 5xx are tried again alone. What
 * tells of the index or of rights refuses access, so that good records wait. Everything else rejects the document.
 *
 * @param sent - The places in the batch of the documents that were sent, in order.
 */
export function judgeBulk(answer: unknown, sent: readonly number[], failing: FailingDocuments): Outcome {
  if (answer instanceof AllStored && answer.documents === sent.length) return { status: 'delivered' };
  const { errors, items } = (answer ?? {}) as { errors?: unknown; items?: readonly Record<string, BulkItem>[] };
  if (typeof errors !== 'boolean' || !Array.isArray(items) || items.length !== sent.length) {
    return { status: 'refused', cause: 'access', reason: 'The answer is not that of a bulk request.' };
  }
  if (!errors) return { status: 'delivered' };
  const retry: number[] = [];
  const rejected: Rejection[] = [];
  const verdicts = new Set<Verdict>();
  let why = '';
  items.forEach((item, position) => {
    const { status = 0, error }: BulkItem = Object.values(item)[0] ?? {};
    const index = sent[position] as number;
    const verdict = verdictOf(status, error);
    if (verdict === 'rejected' || (status === 500 && failing.failedAgain(index))) {
      rejected.push({ index, reason: `${status} ${safeReason(error)}` });
      verdicts.add('rejected');
      return;
    }
    verdicts.add(verdict);
    if (verdict === 'stored') return;
    retry.push(index);
    if (why === '') why = `${status} ${safeReason(error)}`;
  });
  // Where nothing got through it is the whole destination that is busy, or closed.
  if (verdicts.size === 1 && verdicts.has('later')) return { status: 'retryable', reason: why };
  if (verdicts.size === 1 && verdicts.has('access')) return { status: 'refused', cause: 'access', reason: why };
  if (retry.length === 0 && rejected.length === 0) return { status: 'delivered' };
  return { status: 'partial', retry, rejected };
}

function verdictOf(status: number, error: BulkItem['error']): Verdict {
  if ((status >= 200 && status < 300) || status === 409) return 'stored';
  if (status === 408 || status === 429 || status >= 500) return 'later';
  if (status === 401 || status === 403 || status === 404) return 'access';
  const { type, reason } = typeof error === 'object' ? error : {};
  if (ABOUT_THE_INDEX.has(String(type))) return 'access';
  const isAboutIndex = type === 'illegal_argument_exception' && WORDS_ABOUT_THE_INDEX.test(String(reason));
  return isAboutIndex ? 'access' : 'rejected';
}
