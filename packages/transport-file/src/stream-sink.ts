import type { Batch, Entry, Outcome, Sink, SinkTraits } from '@tailrace/delivery';

/** Writes entries to a stream that somebody else has opened, a line each. */
export class StreamSink implements Sink {
  readonly traits: SinkTraits = { ordered: true, repeats: 'possible', keeps: true };
  readonly destination = 'stream';
  readonly #stream: NodeJS.WritableStream;
  readonly #eol: string;

  constructor(stream: NodeJS.WritableStream, eol: string) {
    this.#stream = stream;
    this.#eol = eol;
    // A stream tells each write that it failed, and then everybody by an event, which would end the process unheard.
    stream.on('error', () => {});
  }

  /** Delivered when the stream says so. */
  send({ entries }: Batch, signal: AbortSignal): Promise<Outcome> {
    return new Promise((resolve) => {
      const failed = (error: Error): void => end({ status: 'retryable', reason: error.message });
      const aborted = (): void => end({ status: 'retryable', reason: 'The stream took too long.' });
      const end = (outcome: Outcome): void => {
        this.#stream.off('error', failed);
        signal.removeEventListener('abort', aborted);
        resolve(outcome);
      };
      this.#stream.on('error', failed);
      signal.addEventListener('abort', aborted);
      this.#stream.write(this.#bytesOf(entries), (error) => {
        if (error) failed(error);
        else end({ status: 'delivered' });
      });
    });
  }

  sendSync(entries: readonly Entry[]): void {
    if (!this.#stream.writable) throw new Error('The stream has ended.');
    this.#stream.write(this.#bytesOf(entries));
  }

  /** Leaves the stream to whoever opened it. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  #bytesOf(entries: readonly Entry[]): Buffer {
    return Buffer.concat(entries.flatMap(({ body }) => [Buffer.from(body as string), Buffer.from(this.#eol)]));
  }
}
