import type { StockLogger } from '../stock.ts';
import type { Outlet } from './outlet.ts';
import { ownCopy } from './own-copy.ts';
import type { Info, Transport } from './transport.ts';

/** Errors that nobody caught, and what a transport says that takes them. */
const OPTIONS = { exception: 'handleExceptions', rejection: 'handleRejections' } as const;

/** What nobody caught: an exception that was thrown, or the rejection of a promise. */
export type Uncaught = keyof typeof OPTIONS;

/** Has a logger listen to the errors that nobody catches, where a transport takes them, as Winston's `add` does. */
export function listenFor({ exceptions, rejections }: StockLogger, transport: Transport): void {
  const [ofExceptions, ofRejections] = [exceptions, rejections] as { handle(): void }[];
  if (transport.handleExceptions) ofExceptions?.handle();
  if (transport.handleRejections) ofRejections?.handle();
}

/** Whether an info is what handlers of such errors log. */
export function isUncaught(info: Info): boolean {
  return info['exception'] === true || info['rejection'] === true;
}

/** Those of many outlets whose transports take such errors. */
export function takersOf(kind: Uncaught, outlets: Iterable<Outlet>): Outlet[] {
  return [...outlets].filter(({ transport }) => transport[OPTIONS[kind]]);
}

/** Hands such an error to those who take it; what one throws harms no other, since the process may be about to end. */
export function putUncaught(info: Info, outlets: Iterable<Outlet>): void {
  for (const outlet of takersOf(info['exception'] === true ? 'exception' : 'rejection', outlets)) {
    try {
      outlet.put(ownCopy(info), false, undefined);
    } catch (error) {
      outlet.transport.emit('warn', error);
    }
  }
}
