import TransportStream from 'winston-transport';
import type { StockLogger } from '../stock.ts';
import type { BacklogRoom } from './backlog.ts';
import type { Outlet } from './outlet.ts';
import { outletOf } from './outlets.ts';
import { ownCopy } from './own-copy.ts';
import type { Info, Transport } from './transport.ts';
import { listenFor } from './uncaught.ts';

/** What a child's transports ask of its root. */
export interface Household {
  readonly logger: StockLogger;
  readonly room: BacklogRoom;
  /** Of all children, by their transports: who is to be flushed and ended with the root. */
  readonly childOutlets: Map<Transport, Outlet>;
  /** What lets each of them go. */
  readonly childLeaves: Map<Transport, () => void>;
}

/**
 * Transports of a child's own. They are not piped to: the root's infos are not theirs. But they hear `pipe` and
 * `unpipe`, from which Winston's transports take levels and parent; and what they emit is emitted on the root. Errors
 * that nobody caught are the root's to log, and come to those that take them.
 */
export class ChildTransports {
  readonly #household: Household;
  readonly #outlets: readonly Outlet[];

  /** @throws Error As Winston's `add`, for what is no transport. */
  constructor(household: Household, child: StockLogger, given: readonly Transport[]) {
    this.#household = household;
    this.#outlets = given.map(asStream).map((transport) => takenIn(household, child, transport));
  }

  /** Whether any would look at infos of a level; `loggers` is the child's, which others may share the transport with. */
  wants(level: string, loggers: string): boolean {
    return this.#outlets.some((outlet) => this.#isThere(outlet) && outlet.wants(level, loggers));
  }

  /** Hands each a copy of an info. What one throws is thrown when the others have theirs. */
  put(info: Info, loggers: string): void {
    let thrown: { readonly error: unknown } | undefined;
    for (const outlet of this.#outlets) {
      if (!this.#isThere(outlet)) continue;
      try {
        outlet.put(ownCopy(info), false, loggers);
      } catch (error) {
        thrown ??= { error };
      }
    }
    if (thrown !== undefined) throw thrown.error;
  }

  /** Not once the root was closed, or the transport has ended. */
  #isThere(outlet: Outlet): boolean {
    return this.#household.childOutlets.get(outlet.transport) === outlet;
  }
}

/** Lets the transports of all children go, as Winston's `close` does. */
export function closeChildTransports({ childLeaves }: Household): void {
  for (const leave of childLeaves.values()) leave();
}

/** Several children, one for each request, may share a transport: it is taken in once. */
function takenIn(
  { logger, room, childOutlets, childLeaves }: Household,
  child: StockLogger,
  transport: Transport,
): Outlet {
  const known = childOutlets.get(transport);
  if (known !== undefined) return known;
  const outlet = outletOf(transport, room);
  childOutlets.set(transport, outlet);
  const onError = (error: unknown): unknown => logger.emit('error', error, transport);
  const onWarn = (warning: unknown): unknown => logger.emit('warn', warning, transport);
  const forget = (): void => {
    childOutlets.delete(transport);
    childLeaves.delete(transport);
    transport.off('finish', forget);
  };
  childLeaves.set(transport, () => {
    forget();
    // What others have as well is theirs to hear of, and goes on; of any other an error may still come.
    if (transport.parent !== child) transport.off('error', onError).off('warn', onWarn);
    transport.emit('unpipe', child);
  });
  transport.on('error', onError).on('warn', onWarn).on('finish', forget);
  transport.emit('pipe', child);
  listenFor(logger, transport);
  return outlet;
}

const { LegacyTransportStream } = TransportStream as unknown as {
  readonly LegacyTransportStream: new (options: { readonly transport: object }) => Transport;
};

/** As Winston's `add`: transports of before Winston 3 are wrapped. */
function asStream(transport: Transport): Transport {
  const isStream = typeof (transport as { pipe?: unknown }).pipe === 'function';
  const isLegacy = !isStream || (transport.log !== undefined && transport.log.length > 2);
  const stream = isLegacy ? new LegacyTransportStream({ transport }) : transport;
  if ((stream as Partial<Transport>)._writableState?.objectMode === true) return stream;
  throw new Error('Transports must WritableStreams in objectMode. Set { objectMode: true }.');
}
