import { runApplication } from '@tailrace/delivery/testing';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchBefore, newFolder, startReceiver } from './fixtures/bench.ts';

const COUNT = 200;

/** Runs an application of its own process; answers its exit code or signal. */
function run(dsn: string, exit: string, state: string): Promise<number | string> {
  return runApplication(join(__dirname, 'fixtures', 'app.cjs'), [dsn, exit, String(COUNT)], state);
}

describe('an application that ends', () => {
  it.each([
    ['end', 0],
    ['exit', 0],
    ['throw', 1],
    ['sigterm', 'SIGTERM'],
  ])('by %s loses nothing: what was not sent, the next run sends', { timeout: 60_000 }, async (exit, code) => {
    const receiver = await startReceiver();
    const state = newFolder();
    expect(await run(receiver.address, exit, state)).toBe(code);
    const next = benchBefore(receiver, { dsn: receiver.address, delivery: { spool: { directory: state } } });
    await next.flush();
    expect(receiver.violations).toEqual([]);
    const messages = [...receiver.events.map(({ message }) => message), ...receiver.logs.map(({ body }) => body)];
    expect(new Set(messages).size).toBe(COUNT);
    expect(receiver.events[0]?.exception?.values?.[0]?.value).toMatch(/^error \d+$/);
  });
});
