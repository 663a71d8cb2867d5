import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DiagnosticsEvent } from '@tailrace/core';
import { recordedDiagnostics } from '@tailrace/core/testing';
import type { SinkTransport } from '../sink-transport.ts';
import type { SinkTransportOptions } from '../sink-transport-options.ts';

/** Has something run behind the test, the last first: `onTestFinished` of Vitest, `after` of a test of Node's. */
export type Later = (clean: () => Promise<void>) => void;

/** What of a transport's options makes it quick: it tries again at once, and reports to the test. */
export type QuickOptions = Required<Pick<SinkTransportOptions, 'diagnostics' | 'delivery'>>;

/**
 * Makes what tests of a transport need, and has it ended behind the test.
 *
 * @example
 * const bench = new TransportBench(onTestFinished);
 * const { transport, events } = bench.transport(options, (quick) => new TcpTransport({ ...options, ...quick }));
 */
export class TransportBench {
  readonly #later: Later;

  constructor(later: Later) {
    this.#later = later;
  }

  /** Has something closed. */
  closing<Closable extends { close(): unknown }>(closable: Closable): Closable {
    this.#later(async () => void (await closable.close()));
    return closable;
  }

  /** A folder that is removed. */
  newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'transport-test-'));
    this.#later(async () => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /** A transport that tries again at once and gathers for 5 ms at the most, with its reports; it is ended. */
  transport<Transport extends SinkTransport>(
    options: SinkTransportOptions,
    make: (quick: QuickOptions) => Transport,
  ): { readonly transport: Transport; readonly events: readonly DiagnosticsEvent[] } {
    const { diagnostics, events } = recordedDiagnostics();
    const transport = make({
      diagnostics: options.diagnostics ?? diagnostics,
      delivery: {
        spool: { directory: this.newFolder() },
        retry: { minMillis: 1, maxMillis: 10 },
        batch: { ageMillis: 5 },
        endMillis: 500,
        ...options.delivery,
      },
    });
    // Its stream does not say whether it has finished.
    const finished = new Promise<void>((resolve) => void transport.once('finish', resolve));
    this.#later(async () => {
      transport.end();
      await finished;
    });
    return { transport, events };
  }
}
