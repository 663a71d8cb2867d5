import {
  BUSY_MILLIS,
  type Destination,
  DESTINATION_MODES,
  type DestinationMode,
  POISON,
  SLOW_MILLIS,
} from './destination.ts';

/** What a destination in this process answers: a status like HTTP's, and which entries it would not take. */
export interface MemoryAnswer {
  readonly status: 200 | 401 | 413 | 500 | 503;
  readonly rejected: readonly number[];
  readonly retryAfterMillis?: number;
}

/** A destination in this process, for sinks without a network and for tests of what is around a sink. */
export class MemoryDestination implements Destination {
  readonly address: string = 'memory:';
  readonly modes: readonly DestinationMode[] = DESTINATION_MODES;
  #mode: DestinationMode = 'up';
  #requests = 0;
  readonly #received: string[] = [];

  get requests(): number {
    return this.#requests;
  }

  become(mode: DestinationMode): Promise<void> {
    this.#mode = mode;
    return Promise.resolve();
  }

  received(): Promise<readonly string[]> {
    return Promise.resolve([...this.#received]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Takes bodies as its mode demands.
   *
   * @throws Errors with the codes that a network would give them, and the signal's reason once that is aborted.
   */
  async take(bodies: readonly string[], signal?: AbortSignal): Promise<MemoryAnswer> {
    this.#requests += 1;
    signal?.throwIfAborted();
    switch (this.#mode) {
      case 'busy':
        return { status: 503, rejected: [], retryAfterMillis: BUSY_MILLIS };
      case 'broken':
        return { status: 500, rejected: [] };
      case 'unauthorized':
        return { status: 401, rejected: [] };
      case 'down':
        throw networkError('ECONNREFUSED');
      case 'hang':
        return neverAnswers(signal);
      case 'too-large':
        return bodies.length > 1 ? { status: 413, rejected: [] } : this.#keep(bodies);
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, SLOW_MILLIS));
        signal?.throwIfAborted();
        return this.#keep(bodies);
      case 'reset-after-success':
        this.#keep(bodies);
        throw networkError('ECONNRESET');
      case 'refuse-one':
        return this.#keepHealthy(bodies);
      default:
        await Promise.resolve();
        return this.#keep(bodies);
    }
  }

  /** Takes bodies at once, for sinks that write synchronously. */
  takeSync(bodies: readonly string[]): void {
    this.#requests += 1;
    if (this.#mode === 'broken' || this.#mode === 'down') throw networkError('EIO');
    this.#keep(bodies);
  }

  #keep(bodies: readonly string[]): MemoryAnswer {
    this.#received.push(...bodies);
    return { status: 200, rejected: [] };
  }

  #keepHealthy(bodies: readonly string[]): MemoryAnswer {
    const rejected = bodies.flatMap((body, index) => (body.includes(POISON) ? [index] : []));
    this.#keep(bodies.filter((body) => !body.includes(POISON)));
    return { status: 200, rejected };
  }
}

function networkError(code: string): Error {
  return Object.assign(new Error(`The destination answered ${code}.`), { code });
}

function neverAnswers(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });
}
