import type { Sink } from '../sink.ts';
import { type ContractKit, contractKit } from '@tailrace/core/testing';
import type { Destination } from './destination.ts';
import { arrivalChecks } from './arrival-checks.ts';
import { failureChecks } from './failure-checks.ts';
import { refusalChecks } from './refusal-checks.ts';
import { mannersChecks } from './manners-checks.ts';
import { sinkBench } from './sink-bench.ts';

/** How long a sink may take to close. */
const CLOSE_MILLIS = 5_000;

/** What the kit needs to know of a sink. */
export interface SinkKitOptions {
  /** Names the sink in the test's output. */
  readonly name: string;
  /** Makes a fresh destination that is `up`; `HttpDestination.start` for what speaks HTTP. */
  readonly destination: () => Promise<Destination>;
  /** Makes a fresh sink that delivers to it. */
  readonly create: (destination: Destination) => Sink | Promise<Sink>;
  /** Makes the body of an entry, different for each index, with `words` in it; a line of JSON by default. */
  readonly body?: (index: number, words: string) => string;
}

/**
 * The contract of sinks as checks: each has a name and rejects where the sink breaks it.
 *
 * Checks that need a behaviour which the destination does not offer are left out. Every check gets a sink and a
 * destination of its own.
 *
 * @example
 * import { describe, it } from 'vitest';
 * sinkKit({ name: 'HttpSink', destination: () => HttpDestination.start(), create }).register({ describe, it });
 */
export function sinkKit(options: SinkKitOptions): ContractKit {
  const body = options.body ?? jsonLine;
  const checks = [...arrivalChecks, ...failureChecks, ...refusalChecks, ...mannersChecks];
  const runnable = checks.map((check) => ({
    name: check.name,
    run: async () => {
      const destination = await options.destination();
      try {
        if (!destination.modes.includes(check.mode)) return;
        const sink = await options.create(destination);
        try {
          const bench = await sinkBench(sink, destination, body);
          await destination.become(check.mode);
          await check.run(bench);
        } finally {
          await closed(sink);
        }
      } finally {
        await destination.close();
      }
    },
  }));
  return contractKit(`${options.name} keeps the contract of a sink`, runnable);
}

async function closed(sink: Sink): Promise<void> {
  if (sink.close === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`close() has not ended after ${CLOSE_MILLIS} ms`)), CLOSE_MILLIS);
  });
  try {
    await Promise.race([sink.close(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function jsonLine(index: number, words: string): string {
  return JSON.stringify({ level: 'info', message: `entry ${index} ${words}`.trim() });
}
