import TransportStream from 'winston-transport';
import type { StockLogger } from '../stock.ts';
import type { BacklogRoom } from './backlog.ts';
import type { Outlet } from './outlet.ts';
import { Outlets } from './outlets.ts';
import type { Transport } from './transport.ts';

/** What a child's transports ask of its root. */
export interface Household {
  readonly logger: StockLogger;
  readonly room: BacklogRoom;
  /** Who is to be flushed and ended with the root. */
  readonly childTransports: Set<ChildTransports>;
}

/**
 * Transports of a child's own. They are not piped to: the root's infos are not theirs. But they hear `pipe` and
 * `unpipe`, from which Winston's transports take levels and parent; and what they emit is emitted on the root.
 */
export class ChildTransports {
  readonly outlets: Outlets;
  readonly #household: Household;
  readonly #child: StockLogger;
  #left = 0;

  /** @throws Error As Winston's `add`, for what is no transport. */
  constructor(household: Household, child: StockLogger, given: readonly Transport[]) {
    const transports = given.map(asStream);
    this.#household = household;
    this.#child = child;
    this.outlets = new Outlets(household.room);
    this.outlets.follow(transports);
    for (const transport of transports) this.#adopt(transport);
    if (this.#left > 0) household.childTransports.add(this);
  }

  get list(): readonly Outlet[] {
    return this.outlets.list;
  }

  /** Lets the transports go, as Winston's `close` does. */
  close(): void {
    this.#household.childTransports.delete(this);
    for (const { transport } of this.outlets.list) transport.emit('unpipe', this.#child);
    this.outlets.follow([]);
  }

  #adopt(transport: Transport): void {
    const { logger, childTransports } = this.#household;
    transport.on('error', (error: unknown) => logger.emit('error', error, transport));
    transport.on('warn', (warning: unknown) => logger.emit('warn', warning, transport));
    this.#left += 1;
    transport.once('finish', () => {
      this.#left -= 1;
      if (this.#left === 0) childTransports.delete(this);
    });
    transport.emit('pipe', this.#child);
  }
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
