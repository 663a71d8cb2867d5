import type { BacklogRoom } from './backlog.ts';
import { Outlet } from './outlet.ts';
import type { Info, Transport } from './transport.ts';

/**
 * One for each transport, whichever loggers have it: what they log while it is busy comes to it in the order in which it
 * was logged, and who ends it ends it behind what the others have waiting. Kept beyond removal: an outlet of a transport
 * that comes back still has what waited.
 */
const known = new WeakMap<Transport, Outlet>();

/** Answers the outlet of a transport; where there is none yet, it is made with this room. */
export function outletOf(transport: Transport, room: BacklogRoom): Outlet {
  let outlet = known.get(transport);
  if (outlet === undefined || !outlet.fits()) {
    outlet = new Outlet(transport, room);
    known.set(transport, outlet);
  }
  return outlet;
}

/** The transports of a logger, in the order in which they were added. */
export class Outlets {
  #list: readonly Outlet[] = [];
  readonly #room: BacklogRoom;

  constructor(room: BacklogRoom) {
    this.#room = room;
  }

  get list(): readonly Outlet[] {
    return this.#list;
  }

  /** Takes over which transports there are. */
  follow(transports: readonly Transport[]): void {
    this.#list = transports.map((transport) => outletOf(transport, this.#room));
  }

  /** Whether any transport would look at infos of a level; `loggers` as of {@link Outlet.put}. */
  wants(level: string, loggers: string | undefined): boolean {
    const list = this.#list;
    for (let index = 0; index < list.length; index += 1) {
      if ((list[index] as Outlet).wants(level, loggers)) return true;
    }
    return false;
  }

  /** Hands an info to all of them. What one throws is thrown when the others have theirs. */
  put(info: Info, loggers: string | undefined): void {
    const list = this.#list;
    const last = list.length - 1;
    if (last === 0) {
      (list[0] as Outlet).put(info, false, loggers);
      return;
    }
    let thrown: { readonly error: unknown } | undefined;
    for (let index = 0; index <= last; index += 1) {
      try {
        (list[index] as Outlet).put(info, index < last, loggers);
      } catch (error) {
        thrown ??= { error };
      }
    }
    if (thrown !== undefined) throw thrown.error;
  }
}
