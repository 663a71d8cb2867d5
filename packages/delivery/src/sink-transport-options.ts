import type { Diagnostics, Filter, Formatter, OptionRule, OptionRules } from '@tailrace/core';
import type TransportStream from 'winston-transport';
import type { DeliveryOptions } from './delivery-options.ts';

type Format = NonNullable<TransportStream['format']>;

/** What every transport takes; what is particular to one comes beside it. */
export interface SinkTransportOptions {
  /** Names the transport in reports, and its spool; by default the class's name, `http` for `HttpTransport`. */
  readonly name?: string;
  /** Winston's: the least urgent level that is taken; the logger's by default. */
  readonly level?: string;
  /** Winston's: takes nothing. */
  readonly silent?: boolean;
  /** Winston's: a format for this transport alone. */
  readonly format?: Format;
  /** Winston's: takes uncaught exceptions. */
  readonly handleExceptions?: boolean;
  /** Winston's: takes unhandled rejections. */
  readonly handleRejections?: boolean;
  /** What goes no further, or goes on changed: one filter or chain, or several that are made into a chain. */
  readonly filter?: Filter | readonly Filter[];
  /** Turns records into entries. Without one, what Winston's formats made of the info is sent. */
  readonly formatter?: Formatter;
  /** How records travel. */
  readonly delivery?: DeliveryOptions;
  /** Where failures of logging are reported; the process's by default. */
  readonly diagnostics?: Diagnostics;
  /** What records say of where they come from when they do not say it themselves. */
  readonly service?: string;
  readonly host?: string;
  readonly logger?: string;
}

/** Rules of {@link SinkTransportOptions}. */
export const SINK_TRANSPORT_RULES: OptionRules<SinkTransportOptions> = {
  name: { type: 'string' },
  level: { type: 'string' },
  silent: { type: 'boolean' },
  format: { type: 'object' },
  handleExceptions: { type: 'boolean' },
  handleRejections: { type: 'boolean' },
  filter: { type: 'any' },
  formatter: { type: 'object' },
  delivery: { type: 'object' },
  diagnostics: { type: 'object' },
  service: { type: 'string' },
  host: { type: 'string' },
  logger: { type: 'string' },
};

/** Rules of the options that are particular to one transport. */
export type OwnOptionRules = Readonly<Record<string, OptionRule>>;

/** Those of the options that are Winston's. */
export function winstonOptions(options: SinkTransportOptions): TransportStream.TransportStreamOptions {
  const { level, silent, format, handleExceptions, handleRejections } = options;
  return {
    ...(level !== undefined && { level }),
    ...(silent !== undefined && { silent }),
    ...(format !== undefined && { format }),
    ...(handleExceptions !== undefined && { handleExceptions }),
    ...(handleRejections !== undefined && { handleRejections }),
  };
}
