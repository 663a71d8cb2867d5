import type { Clock, Diagnostics, DiagnosticsEvent, DiagnosticsEventName, Timer } from '@tailrace/core';

/** The least time between two reports of the same kind. */
const INTERVAL_MILLIS = 1_000;

interface Held {
  event: DiagnosticsEvent | undefined;
  records: number;
  timer: Timer | undefined;
}

/**
 * Reports to the diagnostics at a bearable rate [G14]: the first of a kind at once, then at most one a second that
 * says how many records it stands for.
 */
export class Reports {
  readonly #source: string;
  readonly #diagnostics: Diagnostics;
  readonly #clock: Clock;
  readonly #heard: (event: DiagnosticsEvent) => void;
  readonly #kinds = new Map<string, Held>();

  constructor(source: string, diagnostics: Diagnostics, clock: Clock, heard: (event: DiagnosticsEvent) => void) {
    this.#source = source;
    this.#diagnostics = diagnostics;
    this.#clock = clock;
    this.#heard = heard;
  }

  report(event: Omit<DiagnosticsEvent, 'source'>): void {
    const kind = `${event.name}/${event.reason ?? ''}`;
    const held = this.#kinds.get(kind);
    if (held !== undefined) {
      held.event = { ...event, source: this.#source };
      held.records += event.records ?? 0;
      return;
    }
    const fresh: Held = { event: undefined, records: 0, timer: undefined };
    this.#kinds.set(kind, fresh);
    this.#tell({ ...event, source: this.#source });
    fresh.timer = this.#clock.schedule(() => this.#due(kind, fresh), INTERVAL_MILLIS);
  }

  /** Does something and reports its failure; never rejects. */
  async guard(name: DiagnosticsEventName, message: string, action: () => unknown): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.report({ name, message, error });
    }
  }

  /** Tells what is held back, now. */
  flush(): void {
    for (const [kind, held] of this.#kinds) {
      held.timer?.cancel();
      this.#kinds.delete(kind);
      this.#release(held);
    }
  }

  #due(kind: string, held: Held): void {
    if (held.event === undefined) {
      this.#kinds.delete(kind);
      return;
    }
    this.#release(held);
    held.timer = this.#clock.schedule(() => this.#due(kind, held), INTERVAL_MILLIS);
  }

  #release(held: Held): void {
    const { event, records } = held;
    held.event = undefined;
    held.records = 0;
    if (event !== undefined) this.#tell(records > 0 ? { ...event, records } : event);
  }

  #tell(event: DiagnosticsEvent): void {
    this.#diagnostics.report(event);
    this.#heard(event);
  }
}
