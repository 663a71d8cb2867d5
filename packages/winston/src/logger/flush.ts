import type { Outlet } from './outlet.ts';

/** What {@link flushAll} answers. */
export interface FlushAnswer {
  /** How many infos were still waiting for a transport at the deadline. */
  readonly pending: number;
}

/** Waits until outlets have handed over what waits, and transports that can flush have; or for the deadline. Never rejects. */
export async function flushAll(outlets: readonly Outlet[], deadlineMillis: number): Promise<FlushAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, deadlineMillis);
  });
  await Promise.race([deadline, Promise.all(outlets.map((outlet) => flushOne(outlet, deadlineMillis)))]);
  clearTimeout(timer);
  let pending = 0;
  for (const outlet of outlets) pending += outlet.waiting;
  return { pending };
}

async function flushOne(outlet: Outlet, deadlineMillis: number): Promise<void> {
  await outlet.drained();
  try {
    await outlet.transport.flush?.(deadlineMillis);
  } catch {
    // What a transport could not send is its own to report.
  }
}
