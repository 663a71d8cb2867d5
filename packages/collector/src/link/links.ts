import type { MetricRegistry } from '../metrics/registry.ts';

/** What is spoken on a connection that is no request. */
export type LinkProtocol = 'websocket' | 'tcp' | 'plain';

/** A connection that stays. */
export interface Link {
  /** `undefined` until it is known. */
  readonly protocol: LinkProtocol | undefined;
  /** Takes no more, finishes what is in hand, says goodbye, and closes. */
  close(): Promise<void>;
  /** Cuts the connection. */
  cut(): void;
}

/** Knows every connection that stays, so that they can be counted, bounded and closed. */
export class Links {
  readonly #links = new Set<Link>();
  readonly #metrics: MetricRegistry;

  constructor(metrics: MetricRegistry) {
    this.#metrics = metrics;
  }

  /** How many connections of a protocol there are. */
  count(protocol: LinkProtocol): number {
    let count = 0;
    for (const link of this.#links) if (link.protocol === protocol) count += 1;
    return count;
  }

  /** Adds a connection; one whose protocol is not known yet is counted when that is named. */
  add(link: Link): void {
    this.#links.add(link);
    if (link.protocol !== undefined) this.name(link);
  }

  /** Counts a connection whose protocol is known now. */
  name({ protocol }: Link): void {
    this.#metrics.add('tailrace_link_connections', 1, protocol);
    this.#metrics.add('tailrace_link_connections_total', 1, protocol);
  }

  remove(link: Link): void {
    if (!this.#links.delete(link) || link.protocol === undefined) return;
    this.#metrics.add('tailrace_link_connections', -1, link.protocol);
  }

  /** Closes every connection; resolves when each has finished what it had in hand. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#links].map((link) => link.close()));
  }

  cutAll(): void {
    for (const link of this.#links) link.cut();
  }
}
