import { createRecord, type DiagnosticsEvent } from '@tailrace/core';
import { until } from '@tailrace/core/testing';
import { ok, strictEqual } from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import type { Batch, Outcome, Sink } from '../../sink.ts';
import type { SinkTransport } from '../../sink-transport.ts';
import type { LinkHostOptions } from '../link-host.ts';
import { TransportBench } from '../transport-bench.ts';
import type { LinkKitDestination, LinkKitOptions, LinkKitTransportOptions } from './link-kit-options.ts';

/** How long something may take before it is taken for what never comes, which a check of a wrong transport ends with. */
const PATIENCE_MILLIS = 15_000;

/** What one check works with: collectors, transports and sinks that are ended behind it. */
export class LinkBench {
  readonly #kit: LinkKitOptions;
  readonly #endings: (() => Promise<void>)[] = [];
  readonly #bench = new TransportBench((ending) => void this.#endings.push(ending));

  constructor(kit: LinkKitOptions) {
    this.#kit = kit;
  }

  /** A collector that is `up`. */
  async collector(options: LinkHostOptions = {}): Promise<LinkKitDestination> {
    return this.#bench.closing(await this.#kit.destination(options));
  }

  /** A transport that tries again at once, with its reports. */
  transport(options: LinkKitTransportOptions): {
    readonly transport: SinkTransport;
    readonly events: readonly DiagnosticsEvent[];
  } {
    return this.#bench.transport(options, (quick) => this.#kit.createTransport({ ...options, ...quick }));
  }

  sink(options: LinkKitTransportOptions): Sink {
    const sink = this.#kit.createSink(options);
    this.#bench.closing({ close: () => sink.close?.() });
    return sink;
  }

  logger(transport: SinkTransport): ReturnType<LinkKitOptions['createLogger']> {
    return this.#kit.createLogger({ transports: [transport] });
  }

  /** Ends what was made, the last first. */
  async end(): Promise<void> {
    for (const ending of this.#endings.toReversed()) await ending();
  }
}

/** Sends once, for as long as it takes. */
export function send(sink: Sink, batch: Batch): Promise<Outcome> {
  return sink.send(batch, new AbortController().signal);
}

/** Logs `line from` up to but without `line to`. */
export function logLines(transport: SinkTransport, from: number, to: number): void {
  for (let n = from; n < to; n += 1) transport.record(createRecord({ message: `line ${n}` }));
}

/** The messages of so many lines. */
export function lines(to: number): string[] {
  return Array.from({ length: to }, (_, index) => `line ${index}`);
}

/** Waits until everything is delivered. */
export async function delivered(transport: SinkTransport): Promise<void> {
  strictEqual((await transport.flush(PATIENCE_MILLIS)).pending, 0, 'not everything was delivered');
}

/** Waits until something is so. */
export async function eventually(what: string, isSo: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MILLIS;
  await until(() => isSo() || performance.now() > end);
  ok(isSo(), `after ${PATIENCE_MILLIS} ms it was not so that ${what}`);
}
