import { type Clock, systemClock, type Timer } from '../process/clock.ts';
import type { Diagnostics, DiagnosticsEvent } from './diagnostics.ts';

export interface StderrOptions {
  /** Where lines go; the process's standard error by default. */
  readonly write?: (line: string) => void;
  /** Time; for tests. */
  readonly clock?: Clock;
  /** At most one line in this time; a minute by default. */
  readonly everyMillis?: number;
}

/** What is held back of one kind of report. */
interface Kind {
  readonly event: DiagnosticsEvent;
  reports: number;
  records: number;
}

/** A flood of sources must not grow without bound: further kinds are only counted. */
const MAX_KINDS = 200;

/** All that is reported without options of its own shares one line a minute. */
let shared: ReportLines | undefined;

/**
 * Writes reports to standard error: the first at once, then at most one line a minute in all, about the worst of what
 * came meanwhile, with a count of the other kinds. What is held back when the process exits is written then. On by
 * itself where `TAILRACE_DIAGNOSTICS=stderr`.
 *
 * @returns The function that ends it.
 */
export function reportToStderr(diagnostics: Diagnostics, options: StderrOptions = {}): () => void {
  const lines = Object.keys(options).length > 0 ? new ReportLines(options) : sharedLines();
  return diagnostics.subscribe((event) => lines.take(event));
}

function sharedLines(): ReportLines {
  if (shared === undefined) {
    const lines = new ReportLines({});
    process.on('exit', () => lines.flush());
    shared = lines;
  }
  return shared;
}

class ReportLines {
  readonly #write: (line: string) => void;
  readonly #clock: Clock;
  readonly #everyMillis: number;
  readonly #kinds = new Map<string, Kind>();
  #furtherKinds = 0;
  #timer: Timer | undefined;

  constructor(options: StderrOptions) {
    this.#write = options.write ?? ((line) => void process.stderr.write(line));
    this.#clock = options.clock ?? systemClock;
    this.#everyMillis = options.everyMillis ?? 60_000;
  }

  take(event: DiagnosticsEvent): void {
    const key = `${event.name} ${event.source} ${event.reason ?? ''}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) {
      known.reports += 1;
      known.records += event.records ?? 0;
    } else if (this.#kinds.size < MAX_KINDS) {
      this.#kinds.set(key, { event, reports: 1, records: event.records ?? 0 });
    } else {
      this.#furtherKinds += 1;
    }
    if (this.#timer === undefined) this.#due();
  }

  /** Writes what is held back, now. */
  flush(): void {
    let worst: Kind | undefined;
    for (const kind of this.#kinds.values()) {
      if (worst === undefined || badness(kind.event) > badness(worst.event)) worst = kind;
    }
    if (worst === undefined) return;
    const others = this.#kinds.size - 1 + this.#furtherKinds;
    this.#kinds.clear();
    this.#furtherKinds = 0;
    this.#write(lineOf(worst, others));
  }

  #due(): void {
    this.#timer = undefined;
    if (this.#kinds.size === 0) return;
    this.#timer = this.#clock.schedule(() => this.#due(), this.#everyMillis);
    this.flush();
  }
}

function lineOf({ event: { name, source, reason, message }, reports, records }: Kind, others: number): string {
  const details = [
    oneLine(source),
    ...(reason === undefined ? [] : [reason]),
    ...(records === 0 ? [] : [`${records} records`]),
    ...(reports === 1 ? [] : [`${reports} reports`]),
  ];
  const more = others === 0 ? '' : ` (and ${others} more ${others === 1 ? 'kind' : 'kinds'} of reports)`;
  return `tailrace: ${name} (${details.join(', ')}): ${oneLine(message)}${more}\n`;
}

/** Loss is worse than what fails, and that is worse than what is merely told. */
function badness({ name, reason }: DiagnosticsEvent): number {
  if (name === 'record.dropped' || reason !== undefined) return 2;
  return /\.(?:failed|fault|damaged|lost|opened|denied)$/.test(name) ? 1 : 0;
}

/** Control characters would let a message write lines, or colours, of its own. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
