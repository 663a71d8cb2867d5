import { LinkDestination, messagesOf, runApplication } from '@tailrace/delivery/testing';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bench } from './fixtures/bench.ts';

/** Runs a Winston application of its own process; answers its exit code or signal. */
function run(state: string, url: string, ending: string, count: number, from: number): Promise<number | string> {
  return runApplication(join(__dirname, 'fixtures', 'app.cjs'), [url, ending, String(count), String(from)], state);
}

describe('TcpTransport in a process that ends [X2] [F10]', () => {
  it('delivers every record once and in order, however each of five runs ends, with its connection open', async () => {
    const server = bench.closing(await LinkDestination.start());
    const state = bench.newFolder();
    let from = 0;
    for (const [ending, code] of [
      ['nothing', 0],
      ['end', 0],
      ['sigterm', 'SIGTERM'],
      ['exit', 0],
      ['throw', 1],
      ['end', 0],
    ] as const) {
      expect([ending, await run(state, server.address, ending, 2_000, from)]).toEqual([ending, code]);
      from += 2_000;
    }
    expect(messagesOf(await server.received())).toEqual(Array.from({ length: from }, (_, n) => `line ${n}`));
  });
});
