import { isLoopback } from '../access/host-check.ts';
import type { PendingAccount } from '../ingest/pending-bytes.ts';
import type { Services } from '../services.ts';
import type { PlainFraming } from './opening.ts';
import { PlainIntake } from './plain-intake.ts';
import { PlainSplitter, type SkipReason } from './plain-splitter.ts';
import type { TcpMode, TcpOutput } from './tcp-mode.ts';

/** What a plain connection works with. */
export interface PlainModeOptions {
  readonly services: Services;
  readonly framing: PlainFraming;
  /** The sender's address; empty over a Unix socket. */
  readonly address: string;
  readonly output: TcpOutput;
}

/** Lines or counted frames from a sender that knows nothing of this collector: no answers, and no promises to it. */
export class PlainMode implements TcpMode {
  readonly protocol = 'plain';
  readonly #services: Services;
  readonly #splitter: PlainSplitter;
  readonly #intake: PlainIntake;
  readonly #account: PendingAccount;
  readonly #skipped = new Map<SkipReason, number>();
  #texts: string[] = [];

  constructor({ services, framing, address, output }: PlainModeOptions) {
    this.#services = services;
    this.#account = services.pending.open();
    this.#intake = new PlainIntake({
      services,
      host: address === '' || isLoopback(address) ? undefined : address,
      isFramed: framing === 'counted',
      pause: () => output.pause(),
      resume: () => output.resume(),
    });
    this.#splitter = new PlainSplitter({
      framing,
      maxMessageBytes: services.options.maxRecordBytes,
      account: this.#account,
      onMessage: (text) => void this.#texts.push(text),
      onSkip: (reason) => this.#skip(reason),
    });
  }

  get isMidway(): boolean {
    return this.#splitter.isMidway;
  }

  get isBusy(): boolean {
    return this.#intake.isBusy;
  }

  push(chunk: Buffer): void {
    this.#services.metrics.add('tailrace_link_bytes_total', chunk.length, 'plain');
    this.#services.metrics.add('tailrace_ingest_bytes_total', chunk.length);
    try {
      this.#splitter.push(chunk);
    } finally {
      // What came before the trouble is good.
      this.#take();
    }
  }

  async end(inOrder: boolean): Promise<void> {
    this.#splitter.end(inOrder);
    this.#take();
    this.#account.close();
    await this.#intake.end();
    const skipped = [...this.#skipped].map(([reason, count]) => `${count} ${reason}`);
    if (skipped.length > 0) this.#report(`Of a plain TCP connection, messages were skipped: ${skipped.join(', ')}.`);
  }

  #take(): void {
    const texts = this.#texts;
    this.#texts = [];
    this.#intake.take(texts);
  }

  #skip(reason: SkipReason): void {
    this.#services.metrics.add('tailrace_plain_skipped_total', 1, reason);
    const count = (this.#skipped.get(reason) ?? 0) + 1;
    this.#skipped.set(reason, count);
    // The first of a kind is told at once, all of them at the end: a connection may stay for days.
    if (count === 1) this.#report(`A message of a plain TCP connection was skipped: ${reason}.`);
  }

  #report(message: string): void {
    this.#services.diagnostics.report({ name: 'link.failed', source: 'collector', message });
  }
}
