import type { Diagnostics, DiagnosticsEventName } from './diagnostics.ts';

export interface StderrOptions {
  /** Where lines go; the process's standard error by default. */
  readonly write?: (line: string) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** At most one line per event name and source in this time; a minute by default. */
  readonly everyMillis?: number;
}

interface Silence {
  until: number;
  suppressed: number;
}

/** More names and sources than this share one silence: a flood of names must not grow without bound. */
const MAX_KEYS = 200;

/**
 * Writes reports to standard error, at most one line a minute for each event and source, with a count of what was
 * left out since. On by itself where `TAILRACE_DIAGNOSTICS=stderr`.
 *
 * @returns The function that ends it.
 */
export function reportToStderr(diagnostics: Diagnostics, options: StderrOptions = {}): () => void {
  const { write = (line) => void process.stderr.write(line), now = Date.now, everyMillis = 60_000 } = options;
  const silences = new Map<string, Silence>();
  return diagnostics.subscribe(({ name, source, message, records, reason }) => {
    const silence = silenceOf(silences, name, source);
    const at = now();
    if (at < silence.until) {
      silence.suppressed += 1;
      return;
    }
    const details = [
      reason === undefined ? '' : `, ${reason}`,
      records === undefined ? '' : `, ${records} records`,
      silence.suppressed === 0 ? '' : `, ${silence.suppressed} more like it since`,
    ].join('');
    silence.until = at + everyMillis;
    silence.suppressed = 0;
    write(`tailrace: ${name} (${oneLine(source)}${details}): ${oneLine(message)}\n`);
  });
}

function silenceOf(silences: Map<string, Silence>, name: DiagnosticsEventName, source: string): Silence {
  const exact = `${name} ${source}`;
  const key = silences.has(exact) || silences.size < MAX_KEYS ? exact : name;
  let silence = silences.get(key);
  if (silence === undefined) {
    silence = { until: Number.NEGATIVE_INFINITY, suppressed: 0 };
    silences.set(key, silence);
  }
  return silence;
}

/** Control characters would let a message write lines, or colours, of its own. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
