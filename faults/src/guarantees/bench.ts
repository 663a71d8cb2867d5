import { type Clock, Diagnostics, type DiagnosticsEvent, newRecordId, severityOf, systemClock } from '@tailrace/core';
import { recordedDiagnostics } from '@tailrace/core/testing';
import { type DeliveryOptions, imbalance, type Receipt, type SinkTransport } from '@tailrace/delivery';
import type { DestinationMode } from '@tailrace/delivery/testing';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messagesIn, type Oracle } from '../oracles/oracle.ts';
import type { Subject } from '../subjects/subject.ts';
import { must } from '../verdict.ts';

/** Longer than anything here takes; who waits that long has found a fault. */
const PATIENCE_MILLIS = 60_000;

/** A transport that is being looked at, and what it reported. */
export interface Opened {
  readonly transport: SinkTransport;
  readonly diagnostics: Diagnostics;
  readonly events: readonly DiagnosticsEvent[];
  /** Logs so many records, numbered onward; answers their receipts. */
  readonly log: (count: number, options?: { readonly level?: string; readonly words?: string }) => Receipt[];
}

/** One transport before its real destination, for one check. */
export class GuaranteeBench {
  readonly subject: Subject;
  readonly oracle: Oracle;
  readonly folder: string = mkdtempSync(join(tmpdir(), 'tailrace-guarantee-'));
  readonly #open = new Set<SinkTransport>();
  #logged = 0;

  private constructor(subject: Subject, oracle: Oracle) {
    this.subject = subject;
    this.oracle = oracle;
  }

  /** Runs a check before a fresh destination, and tidies up after it. */
  static async run<T>(subject: Subject, check: (bench: GuaranteeBench) => Promise<T>): Promise<T> {
    const bench = new GuaranteeBench(subject, await subject.oracle());
    try {
      return await check(bench);
    } finally {
      // Nobody waits at the end for a destination that was told to hang.
      await bench.oracle.become('up');
      for (const transport of bench.#open) await bench.end(transport);
      await bench.oracle.close();
      rmSync(bench.folder, { recursive: true, force: true });
    }
  }

  /** The same before a destination and a folder of its own. */
  fresh<T>(check: (bench: GuaranteeBench) => Promise<T>): Promise<T> {
    return GuaranteeBench.run(this.subject, check);
  }

  get spooled(): boolean {
    return this.subject.claims.keeps === 'in a spool';
  }

  /** The state folder of the transports, unless they are given another. */
  get state(): string {
    return join(this.folder, 'state');
  }

  can(mode: DestinationMode): boolean {
    return this.oracle.modes.includes(mode);
  }

  /** Takes the destination away: it hangs where it can, so that sends are under way, and is not there elsewhere. */
  async away(): Promise<void> {
    await this.oracle.become(this.can('hang') ? 'hang' : 'down');
  }

  open(delivery: DeliveryOptions = {}, at: { readonly state?: string; readonly address?: string } = {}): Opened {
    const { diagnostics, events } = recordedDiagnostics();
    const directory = at.state ?? this.state;
    const transport = this.subject.make(at.address ?? this.oracle.address, {
      diagnostics,
      delivery: {
        endMillis: 300,
        timeoutMillis: 1_000,
        deadLetters: { directory },
        ...(this.spooled && { spool: { directory } }),
        ...delivery,
        retry: { minMillis: 1, maxMillis: 10, ...delivery.retry },
        batch: { ageMillis: 0, ...delivery.batch },
      },
    });
    this.#open.add(transport);
    const clock = delivery.clock ?? systemClock;
    return {
      transport,
      diagnostics,
      events,
      log: (count, { level = 'info', words = '' } = {}) =>
        Array.from({ length: count }, () => transport.record(this.#record(clock, level, words))),
    };
  }

  async end(transport: SinkTransport): Promise<void> {
    this.#open.delete(transport);
    await new Promise<void>((resolve) => void transport.end(() => resolve()));
    this.balanced(transport);
  }

  /** What was logged first, second, … as its message begins. */
  message(index: number): string {
    return `a1-${index}`;
  }

  messages(from: number, to: number): string[] {
    return Array.from({ length: to - from }, (_, index) => this.message(from + index));
  }

  /** The messages that arrived, without their words, repeats included. */
  async arrivals(): Promise<string[]> {
    return (await messagesIn(this.oracle)).map((message) => message.split(' ')[0] ?? '');
  }

  /** The first arrival of each, in order. */
  async arrived(): Promise<string[]> {
    return [...new Set(await this.arrivals())];
  }

  /** Throws where not every one of these messages has arrived. */
  async arrivedAll(from: number, to: number): Promise<void> {
    const arrived = await this.arrived();
    const missing = this.messages(from, to).filter((message) => !arrived.includes(message));
    must(missing.length === 0, `Missing: ${missing.join(', ')}`);
  }

  /** Sends everything that is there. Throws where something is left. */
  async flushed(transport: SinkTransport): Promise<void> {
    const { pending } = await transport.flush(PATIENCE_MILLIS);
    must(pending === 0, `${pending} records are left: ${JSON.stringify(transport.counts())}`);
    this.balanced(transport);
  }

  balanced(transport: SinkTransport): void {
    must(imbalance(transport.books()) === 0, `The books do not balance: ${JSON.stringify(transport.books())}`);
  }

  /** Waits for something that another process or the network brings about. */
  async until(words: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    const limit = Date.now() + PATIENCE_MILLIS;
    while (!(await isSo())) {
      must(Date.now() < limit, `It never came that ${words}.`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** A copy of a state folder, as a process leaves it that is killed now. */
  crashed(): string {
    const copy = join(this.folder, 'crashed');
    mkdirSync(copy);
    cpSync(this.state, copy, { recursive: true, filter: (file) => !file.endsWith('owner') });
    return copy;
  }

  /** Every file below a folder whose name ends so. */
  files(folder: string, suffix: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(suffix))
      .map((file) => join(folder, file));
  }

  /** What was set aside, with its reason, as text. */
  deadLetters(): string {
    return this.files(this.folder, '.jsonl')
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
  }

  #record(clock: Clock, level: string, words: string) {
    const message = this.message(this.#logged++) + (words === '' ? '' : ` ${words}`);
    return { id: newRecordId(), timestamp: clock.now(), level, severity: severityOf(level), message };
  }
}
