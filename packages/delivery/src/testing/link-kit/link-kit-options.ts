import type { Sink } from '../../sink.ts';
import type { SinkTransport } from '../../sink-transport.ts';
import type { SinkTransportOptions } from '../../sink-transport-options.ts';
import type { Destination } from '../destination.ts';
import type { LinkHost, LinkHostOptions } from '../link-host.ts';

/** A collector's end of a link, of whatever kind, that does what a test tells it to. */
export interface LinkKitDestination extends Destination {
  /** What it keeps, and how it behaves. */
  readonly host: LinkHost;
  /** Reads nothing more from those who are connected, as a peer does that is there no more. */
  freeze(): void;
}

/** What a check asks of a transport, or of its sink alone. */
export interface LinkKitTransportOptions extends SinkTransportOptions {
  /** The address of the destination. */
  readonly url: string;
  /** What lets it in. */
  readonly token?: string;
  /** One batch at a time, or several; one by default. */
  readonly ordered?: boolean;
  /** None by default. */
  readonly compression?: 'gzip';
}

/** As much of a Winston logger as the kit needs. */
export interface LinkKitLogger {
  info(message: string, attributes: object): unknown;
  once(event: 'finish', heard: () => void): unknown;
  end(): unknown;
}

/** What the kit needs to know of a transport that speaks the link protocol. */
export interface LinkKitOptions {
  /** Names the transport in the test's output. */
  readonly name: string;
  /** Makes a fresh collector's end that is `up`; `LinkDestination.start` for what speaks TCP. */
  readonly destination: (options: LinkHostOptions) => Promise<LinkKitDestination>;
  /** Makes a transport that writes records in wire form. */
  readonly createTransport: (options: LinkKitTransportOptions) => SinkTransport;
  /** Makes the sink that such a transport delivers with. */
  readonly createSink: (options: LinkKitTransportOptions) => Sink;
  /** Winston's own `createLogger`. */
  readonly createLogger: (options: { readonly transports: SinkTransport[] }) => LinkKitLogger;
}
