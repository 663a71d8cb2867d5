import { Writable } from 'node:stream';
import winston from 'winston';
import type { MigrationPlan } from '../../src/migration/index.ts';

/** What a logger wrote, as objects. */
export type Written = Record<string, unknown>[];

/** A transport of Winston's own that keeps what it writes. */
export function keepingTransport(): { transport: winston.transports.StreamTransportInstance; written: Written } {
  const written: Written = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done): void {
      written.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { transport: new winston.transports.Stream({ stream }), written };
}

/** A logger of Winston's own that keeps what it writes. */
export function keeping(options: winston.LoggerOptions = {}): { logger: winston.Logger; written: Written } {
  const { transport, written } = keepingTransport();
  return { logger: winston.createLogger({ transports: transport, ...options }), written };
}

/** The messages of what was written. */
export function messages(written: Written): unknown[] {
  return written.map(({ message }) => message);
}

/** The counts of a plan without those by logger. */
export function totals(plan: MigrationPlan): object {
  const { byLogger: _, ...rest } = plan.status().counts;
  return rest;
}
