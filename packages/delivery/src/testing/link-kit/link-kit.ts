import { type ContractKit, contractKit } from '@tailrace/core/testing';
import { answerChecks } from './answer-checks.ts';
import { connectionChecks } from './connection-checks.ts';
import { farewellChecks } from './farewell-checks.ts';
import { keepingChecks } from './keeping-checks.ts';
import { LinkBench } from './link-bench.ts';
import type { LinkKitOptions } from './link-kit-options.ts';

/**
 * What a transport promises that speaks the link protocol with a collector, as checks: each has a name and rejects
 * where the transport breaks it.
 *
 * It comes beside `sinkKit`, which is about any sink. Every check gets a collector and a transport of its own.
 *
 * @example
 * import { describe, it } from 'vitest';
 * linkKit({ name, destination: LinkDestination.start, createTransport, createSink, createLogger: winston.createLogger })
 *   .register({ describe, it });
 */
export function linkKit(options: LinkKitOptions): ContractKit {
  const checks = [...keepingChecks, ...connectionChecks, ...answerChecks, ...farewellChecks];
  const runnable = checks.map((check) => ({
    name: check.name,
    run: async () => {
      const bench = new LinkBench(options);
      try {
        await check.run(bench);
      } finally {
        await bench.end();
      }
    },
  }));
  return contractKit(`${options.name} before a collector [E2]`, runnable);
}
