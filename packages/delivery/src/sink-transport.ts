import {
  checkOptions,
  diagnostics as processDiagnostics,
  type DiagnosticsEvent,
  type FilterChain,
  type FilterCounts,
  type LogRecord,
  severityOf,
  systemClock,
  TailraceError,
} from '@tailrace/core/runtime';
import TransportStream from 'winston-transport';
import type { BooksCounts } from './books.ts';
import { Delivery } from './delivery.ts';
import type { DeliveryCounts } from './delivery-counts.ts';
import { deliverySettings } from './delivery-options.ts';
import { openKeeping } from './keeping.ts';
import { EntryWriter } from './entry-writer.ts';
import { emptyAtExit } from './exit.ts';
import { heldBack } from './held-back.ts';
import { chainOf, isGoodNews, nameFrom } from './transport-parts.ts';
import { type Joiner, joinerFor } from './joiner.ts';
import { type FlushAnswer, OpenReceipt, type Receipt } from './receipt.ts';
import type { Sink } from './sink.ts';
import {
  type OwnOptionRules,
  SINK_TRANSPORT_RULES,
  type SinkTransportOptions,
  winstonOptions,
} from './sink-transport-options.ts';
import { reportOnStderr } from './stderr-reports.ts';

const LEVEL = Symbol.for('level');

/** The part of a Winston logger that a transport looks at. */
interface Parent {
  readonly level?: string;
  readonly levels?: Readonly<Record<string, number>>;
}

/** What goes on in a transport [C3]. */
export interface TransportCounts extends DeliveryCounts {
  /** The filter chain's own counts, where there is one. */
  readonly filter?: FilterCounts;
}

type Info = Record<PropertyKey, unknown>;
type Done = (error?: Error | null) => void;

/**
 * A Winston transport made of a filter, a formatter, a delivery and a sink.
 *
 * Its callback and `write` answer at once, always: what happens when the queue is full is the queue's business. It
 * emits `warn` and never `error`. `close()`, which Winston calls when a transport is removed or a logger configured
 * anew, sends what is there and goes on; only `end()` is final, and `finish` comes when everything has been delivered
 * or put where it survives.
 *
 * @example
 * class HttpTransport extends SinkTransport {
 *   constructor(options: HttpTransportOptions) {
 *     super('HttpTransport', () => new HttpSink(options), options, { url: { type: 'string', required: true } });
 *   }
 * }
 */
export class SinkTransport extends TransportStream {
  /** As reports name it. */
  readonly name: string;
  /** For loggers that ask: a level is judged as by Winston's own transport, and nothing is changed of what is given. */
  readonly judgesByLevel: true = true;
  readonly readsOnly: true = true;
  /** Set by Winston when the transport is piped to. */
  declare levels?: Readonly<Record<string, number>>;
  declare parent?: Parent | null;
  readonly #chain: FilterChain | undefined;
  readonly #entries: EntryWriter;
  readonly #delivery: Delivery;
  /** The short way, where records are nothing but their texts. */
  readonly #joiner: Joiner | undefined;
  readonly #leaveProcess: () => void;
  #ending = false;
  /** Infos that were taken out of Winston's hands at the end, which may still come. */
  readonly #takenEarly = new WeakSet<Info>();

  /**
   * @param owner - The class's name, as messages about options name it.
   * @param sink - The sink, or what makes it once the options have been checked.
   * @param ownRules - Rules of the options that are particular to this transport.
   * @throws TailraceError As `checkOptions`, and `TAILRACE_FORMAT_LEAKS` for a filter that takes content out of
   *   records where no formatter would write what is left.
   */
  constructor(
    owner: string,
    sink: Sink | (() => Sink),
    options: SinkTransportOptions = {},
    ownRules: OwnOptionRules = {},
  ) {
    checkOptions<object>(owner, options, { ...SINK_TRANSPORT_RULES, ...ownRules });
    super(winstonOptions(options));
    this.name = options.name ?? nameFrom(owner);
    this.setMaxListeners(0);
    this.#followLogger();
    const diagnostics = options.diagnostics ?? processDiagnostics;
    const clock = options.delivery?.clock ?? systemClock;
    const madeSink = typeof sink === 'function' ? sink() : sink;
    const settings = deliverySettings(owner, options.delivery ?? {}, madeSink);
    this.#chain = chainOf(options, { clock, diagnostics, name: this.name });
    if (this.#chain?.rewrites === true && options.formatter === undefined) {
      throw new TailraceError(
        'TAILRACE_FORMAT_LEAKS',
        `${owner}: the filter takes content out of records, but without a formatter Winston's own text is sent, which still has it. Give a 'formatter'.`,
      );
    }
    const keeping = openKeeping(this.name, options.delivery ?? {}, madeSink, diagnostics, clock);
    this.#delivery = new Delivery(
      {
        name: this.name,
        sink: madeSink,
        ...keeping,
        diagnostics,
        clock,
        random: options.delivery?.random ?? Math.random,
        heard: (event) => this.#heard(event),
      },
      settings,
    );
    this.#entries = new EntryWriter(madeSink, options.formatter, this.#chain, this.#delivery.reports, {
      ...(options.service !== undefined && { service: options.service }),
      ...(options.host !== undefined && { host: options.host }),
      ...(options.logger !== undefined && { logger: options.logger }),
    });
    const isPlain = this.#chain === undefined && keeping.spool === undefined;
    this.#joiner = isPlain ? joinerFor(madeSink, settings, clock, this.#entries, this.#delivery) : undefined;
    this.#chain?.connect((record) => this.#delivery.offer(this.#entries.ofLate(record)));
    this.#leaveProcess = emptyAtExit(this.#delivery, () => this.#release());
    reportOnStderr(diagnostics);
  }

  /** The stream's: takes an info if this transport wants its level. Answers true, since there is nothing to wait for. */
  override write(info: unknown, encoding?: BufferEncoding | Done, callback?: Done): boolean {
    if (this.#wants(info as Info)) this.#take(info as Info);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (done !== undefined) process.nextTick(done);
    return true;
  }

  override _write(info: unknown, _encoding: BufferEncoding, callback: Done): void {
    if (this.#wants(info as Info)) this.#take(info as Info);
    callback();
  }

  override _writev(chunks: readonly { readonly chunk: unknown }[], callback: Done): void {
    for (const { chunk } of chunks) if (this.#wants(chunk as Info)) this.#take(chunk as Info);
    callback();
  }

  /** Winston's: takes an info whatever its level, and calls back at once. */
  override log(info: unknown, callback?: () => void): void {
    this.#accept(info as Info);
    callback?.();
  }

  /**
   * Takes a record and answers a receipt at once; never throws [C2].
   *
   * `write` belongs to the stream, hence the name.
   */
  record(record: LogRecord): Receipt {
    const receipt = new OpenReceipt(record.id);
    if (this.silent === true) return filtered(receipt);
    if (this.level !== undefined && record.severity < severityOf(this.level)) return filtered(receipt);
    const passed = this.#chain === undefined ? record : this.#chain.apply(record);
    if (passed === undefined) return filtered(receipt);
    const entry = this.#entries.ofRecord(passed);
    entry.receipt = receipt;
    this.#joiner?.seal();
    receipt.status = this.#delivery.offer(entry);
    return receipt;
  }

  /** Sends what is there without waiting for full batches, and says what is left at the deadline. */
  flush(deadlineMillis: number = this.#delivery.settings.endMillis): Promise<FlushAnswer> {
    this.#release();
    return this.#delivery.flush(deadlineMillis);
  }

  /** Sends what is there; the transport can still be written to. */
  override close(): void {
    this.#release();
    this.#delivery.hurry();
  }

  /** The last call: everything is delivered, or put where it survives, before `finish`. */
  override end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    const done = [chunk, encoding, callback].find((argument) => typeof argument === 'function') as Done | undefined;
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') this.write(chunk);
    if (done !== undefined) this.once('finish', done);
    if (this.#ending) return this;
    this.#ending = true;
    for (const info of heldBack(this.parent ?? {})) {
      this.write(info);
      this.#takenEarly.add(info as Info);
    }
    return super.end();
  }

  override _final(callback: Done): void {
    void this.#finish(callback);
  }

  /** Where every record is; `accepted + adopted = delivered + pending + spooled + dropped`. */
  books(): BooksCounts {
    this.#joiner?.seal();
    return this.#delivery.books();
  }

  counts(): TransportCounts {
    this.#joiner?.seal();
    return { ...this.#delivery.counts(), ...(this.#chain !== undefined && { filter: this.#chain.counts() }) };
  }

  /** winston-transport does this for the first logger only; a logger that is configured anew pipes a second time. */
  #followLogger(): void {
    this.on('pipe', (logger: object) => {
      Object.assign(this, { levels: (logger as Parent).levels, parent: logger });
    });
    this.on('unpipe', (logger: object) => {
      if (logger === this.parent) this.parent = null;
    });
  }

  async #finish(callback: Done): Promise<void> {
    try {
      this.#joiner?.seal();
      this.#chain?.close();
      await this.#delivery.end();
    } catch (error) {
      this.#delivery.reports.report({ name: 'sink.fault', message: 'The transport could not be ended.', error });
    }
    this.#leaveProcess();
    callback();
  }

  #wants(info: Info): boolean {
    if (this.silent === true || (this.#ending && this.#takenEarly.has(info))) return false;
    if (info['exception'] === true) return this.handleExceptions === true;
    const least = this.level ?? this.parent?.level;
    if (!least) return true;
    const level = (info[LEVEL] ?? info['level']) as string;
    const { levels } = this;
    if (levels === undefined) return severityOf(level) >= severityOf(least);
    return (levels[least] as number) >= (levels[level] as number);
  }

  /** Lets the transport's own format have its turn. */
  #take(info: Info): void {
    if (this.format === undefined) {
      this.log(info);
      return;
    }
    const formatted = this.#entries.transform(this.format, info);
    if (formatted !== undefined) this.log(formatted);
  }

  #accept(info: Info): void {
    if (this.#chain === undefined) {
      if (this.#joiner === undefined || !this.#joiner.add(info)) this.#delivery.offer(this.#entries.ofInfo(info));
    } else {
      const record = this.#entries.recordOf(info);
      const passed = this.#chain.apply(record);
      if (passed === undefined) this.#entries.heldBack(info, record);
      else this.#delivery.offer(this.#entries.ofPassed(info, record, passed));
    }
    if (this.listenerCount('logged') > 0) setImmediate(() => this.emit('logged', info));
  }

  /** Hands on what is held back before the delivery. */
  #release(): void {
    this.#joiner?.seal();
    this.#chain?.flush();
  }

  #heard(event: DiagnosticsEvent): void {
    if (isGoodNews(event) || this.listenerCount('warn') === 0) return;
    try {
      this.emit('warn', new Error(`${event.name}: ${event.message}`, { cause: event.error }));
    } catch {
      // As in the diagnostics: a failing listener has nowhere left to report to, and must harm no record.
    }
  }
}

function filtered(receipt: OpenReceipt): Receipt {
  receipt.status = 'filtered';
  receipt.reach();
  return receipt;
}
