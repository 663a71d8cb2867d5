import { Diagnostics, type DiagnosticsEvent } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import TransportStream from 'winston-transport';
import { createLogger, type LeveledLogger } from '../../src/logger/create-logger.ts';
import type { LoggerOptions } from '../../src/logger/logger.ts';
import type { BacklogRoom } from '../../src/logger/backlog.ts';
import type { Info, Transport } from '../../src/logger/transport.ts';

type Done = (error?: Error | null) => void;
type Take = (info: Info, done: Done) => void;

/** A third party's transport that keeps what it is given, and calls back as it is told to. */
export class Taker extends TransportStream {
  readonly taken: Info[] = [];
  readonly name: string;
  readonly #take: Take;

  constructor(options: { name?: string; level?: string; format?: unknown; take?: Take } = {}) {
    super(options as ConstructorParameters<typeof TransportStream>[0]);
    this.name = options.name ?? 'taker';
    this.#take = options.take ?? ((_info, done) => done());
  }

  override log(info: Info, done: Done): void {
    this.taken.push(info);
    this.#take(info, done);
  }

  get messages(): unknown[] {
    return this.taken.map(({ message }) => message);
  }
}

/** A transport whose callbacks wait until they are let go. */
export class Holder extends Taker {
  readonly held: Done[];

  constructor(options: { name?: string; level?: string } = {}) {
    const held: Done[] = [];
    super({ ...options, take: (_info, done) => void held.push(done) });
    this.held = held;
  }

  /** Lets go what is held, and what comes of it, until nothing does. */
  async letGo(): Promise<void> {
    while (this.held.length > 0) {
      for (const done of this.held.splice(0)) done();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

export function loggerTo(transports: readonly TransportStream[], options: Partial<LoggerOptions> = {}): LeveledLogger {
  return createLogger({ ...options, transports: transports as unknown as readonly Transport[] });
}

/** Room for a backlog, with a clock that stands still and the reports that were made. */
export function roomOf(room: Partial<BacklogRoom> = {}): BacklogRoom & {
  readonly clock: FakeClock;
  readonly reports: DiagnosticsEvent[];
} {
  const diagnostics = new Diagnostics();
  const reports: DiagnosticsEvent[] = [];
  diagnostics.subscribe((event) => void reports.push(event));
  return { maxRecords: 3, stuckMillis: 1_000, diagnostics, reports, ...room, clock: new FakeClock() };
}

/** Ends a logger and waits until it has finished. */
export function finished(logger: LeveledLogger): Promise<void> {
  return new Promise((resolve) => {
    logger.once('finish', resolve);
    logger.end();
  });
}
