import type { Batch, Entry, Outcome, Sink, SinkTraits } from '../sink.ts';
import type { MemoryAnswer, MemoryDestination } from './memory-destination.ts';

/** A right sink over a destination in this process: the model for sinks, and what the wrong ones are made from. */
export class MemorySink implements Sink {
  readonly traits: SinkTraits;
  readonly destination: string;
  readonly target: MemoryDestination;

  constructor(target: MemoryDestination, traits: Partial<SinkTraits> = {}) {
    this.target = target;
    this.destination = target.address;
    this.traits = { ordered: true, repeats: 'possible', ...traits };
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    return judge(await this.target.take(batch.entries.map(textOf), signal));
  }
}

/** The same with a way to write synchronously. */
export class SyncMemorySink extends MemorySink {
  sendSync(entries: readonly Entry[]): void {
    this.target.takeSync(entries.map(textOf));
  }
}

/** Answers an entry's body as text. */
export function textOf({ body }: Entry): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}

/** Judges what a destination in this process answered. */
export function judge(answer: MemoryAnswer): Outcome {
  switch (answer.status) {
    case 200:
      return answer.rejected.length === 0
        ? { status: 'delivered' }
        : {
            status: 'partial',
            retry: [],
            rejected: answer.rejected.map((index) => ({ index, reason: 'The destination refuses this entry.' })),
          };
    case 401:
      return { status: 'refused', cause: 'access', reason: '401' };
    case 413:
      return { status: 'refused', cause: 'size', reason: '413' };
    default:
      return {
        status: 'retryable',
        reason: String(answer.status),
        ...(answer.retryAfterMillis !== undefined && { retryAfterMillis: answer.retryAfterMillis }),
      };
  }
}
