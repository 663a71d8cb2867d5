import winston from 'winston';
import type { Outlet } from '../logger/outlet.ts';
import type { Transport } from '../logger/transport.ts';
import type { Handling, Piped } from './stock-handlers.ts';

/**
 * Resolves when a transport has taken all that its logger has for it, as far as anybody can tell.
 *
 * Many transports call back before they have sent anything. One that can flush is asked to; one that calls back in a
 * later turn of the event loop is believed. Of the others only `finish` and `error` tell, as with Winston, and those
 * may never come: whoever waits needs a deadline.
 */
export async function whenTaken(outlet: Outlet): Promise<void> {
  const { transport: piped } = outlet as { transport: Piped };
  const transport = piped.transport ?? piped;
  await Promise.race([over(transport), taken(outlet, transport)]);
}

async function taken(outlet: Outlet, transport: Handling): Promise<void> {
  await nextTurn();
  const callsBackLater = outlet.waiting > 0;
  await outlet.drained();
  if (transport instanceof winston.transports.Console) await consoleWritten();
  else if (!(await flushed(transport)) && !callsBackLater) {
    transport._ending = true;
    await over(transport);
  }
}

/** Whether a transport was asked to flush, and says when it has. */
async function flushed(transport: Transport): Promise<boolean> {
  try {
    const flushing = transport.flush?.() as PromiseLike<unknown> | undefined;
    if (typeof flushing?.then !== 'function') return false;
    await flushing;
  } catch {
    // What a transport could not send is its own to report.
  }
  return true;
}

/** Where standard output is a pipe, some systems write it in the background. */
async function consoleWritten(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map(async (stream) => {
      if (stream.writableLength > 0) await new Promise<void>((resolve) => void stream.write('', () => resolve()));
    }),
  );
}

function over(transport: Transport): Promise<void> {
  return new Promise((resolve) => {
    // A transport of Winston 2 need not be able to tell.
    if (typeof transport.once !== 'function') return;
    transport.once('finish', resolve);
    transport.once('error', () => resolve());
  });
}

/** What is answered at once, or in `setImmediate`, is answered by then. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
