import type { TransportName } from './transport-names.ts';

/** The ways in which an application under test lives and ends. */
export type Way =
  /** Logs without end and writes down what was acknowledged, until it is killed. */
  | 'acknowledge'
  /** Logs a burst and ends in the middle of everything. */
  | 'exit'
  /** Logs a burst and fails. */
  | 'uncaughtException'
  /** Logs a burst, then more, until a signal ends it. */
  | 'signal'
  /** Logs a burst, ends the logger under load, and leaves when that has finished. */
  | 'logger.end'
  /** Sends what earlier applications left. */
  | 'drain';

/** What an application is started with. */
export interface ApplicationOrders {
  readonly subject: TransportName;
  readonly way: Way;
  readonly address: string;
  /** Tells the messages of this application from others'. */
  readonly tag: string;
  /** How many records a burst has. */
  readonly count: number;
  readonly durability: 'memory' | 'process' | 'disk';
  /** Where spools and dead letters are. */
  readonly state: string;
  /** Where the messages of acknowledged records are written down. */
  readonly acknowledged: string;
  /** Where the application writes down how many records it has logged. */
  readonly logged: string;
}
