import { vi } from 'vitest';

type Tick = (milliseconds: number) => void;

/** Runs something while the clock stands still but for what `tick` moves it. */
export function withClock(run: (tick: Tick) => void): void {
  stop();
  try {
    run(tick);
  } finally {
    vi.useRealTimers();
  }
}

/** The same for what takes a few turns of the event loop. */
export async function withClockThroughout(run: (tick: Tick) => Promise<void>): Promise<void> {
  stop();
  try {
    await run(tick);
  } finally {
    vi.useRealTimers();
  }
}

function stop(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 2, 3, 4, 5, 678) });
}

function tick(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}
