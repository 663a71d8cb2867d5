import { WebsocketDestination } from './fixtures/websocket-destination.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closing, messages, newFolder } from './fixtures/bench.ts';

/** Runs a Winston application of its own process; answers its exit code or signal. */
async function run(state: string, url: string, ending: string, count: number, from: number): Promise<unknown> {
  const script = join(__dirname, 'fixtures', 'app.cjs');
  const child = spawn(process.execPath, [script, url, ending, String(count), String(from)], {
    stdio: 'ignore',
    env: { ...process.env, TAILRACE_STATE_DIR: state },
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return code ?? signal;
}

describe('WebsocketTransport in a process that ends [X2] [F10]', () => {
  it('delivers every record once and in order, however each of five runs ends, with its connection open', async () => {
    const server = closing(await WebsocketDestination.start());
    const state = newFolder();
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
    expect(messages(await server.received())).toEqual(Array.from({ length: from }, (_, n) => `line ${n}`));
  });
});
