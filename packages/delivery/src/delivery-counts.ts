import type { Books, BooksCounts } from './books.ts';
import type { BreakerState } from './breaker.ts';
import type { Deck } from './deck.ts';

/** The books, and what goes on around them [C3]. */
export interface DeliveryCounts extends BooksCounts {
  /** Bytes of what is pending. */
  readonly pendingBytes: number;
  /** Records in the queue. */
  readonly queued: number;
  /** Batches on their way. */
  readonly inFlight: number;
  /** Sends so far, those of them that failed, and tries that were repeated. */
  readonly sends: number;
  readonly failures: number;
  readonly retries: number;
  readonly breaker: BreakerState;
  /** How many batches may be on their way now. */
  readonly concurrency: number;
}

/** Gathers what goes on. */
export function countsOf(books: Books, queued: number, inFlight: number, deck: Deck): DeliveryCounts {
  return {
    ...books.counts(),
    pendingBytes: books.pendingBytes,
    queued,
    inFlight,
    ...deck.tallies,
    breaker: deck.breaker.state,
    concurrency: deck.concurrency.limit,
  };
}
