import type { SinkTransport, SinkTransportOptions } from '@tailrace/delivery';
import type { Oracle } from '../oracles/oracle.ts';
import type { TransportName } from '../transport-names.ts';

/** A transport as the campaign sees it: how an application makes it, and who judges from outside what arrives. */
export interface Subject {
  readonly name: TransportName;
  /** What the transport says of itself; each is tried. */
  readonly claims: {
    /** One batch at a time, so that order is kept. */
    readonly ordered: boolean;
    /** Whether its destination ignores a record that it has already; `never` where nothing is sent twice. */
    readonly repeats: 'ignored' | 'possible' | 'never';
    /** What a destination that asks to be left alone says, as the table of guarantees words it. */
    readonly wait: string;
    /** It keeps on disk what it cannot send, or its destination is a disk. */
    readonly keeps: 'in a spool' | 'in the file itself';
  };
  /** Makes the transport in an application; options of all transports are passed on. */
  readonly make: (address: string, options: SinkTransportOptions) => SinkTransport;
  /** Starts the destination, `up`, in the process that judges. */
  readonly oracle: () => Promise<Oracle>;
}
