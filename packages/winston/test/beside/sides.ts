import winston from 'winston';
import { format } from '../../src/formats/format.ts';
import { createLogger } from '../../src/logger/create-logger.ts';
import { Logger } from '../../src/logger/logger.ts';
import { loadBuilt } from './as-built.ts';

/** What calls that are wrong on purpose, or made of what either side exports, are made through. */
// oxlint-disable-next-line typescript/no-explicit-any -- quirks live where the types do not let you go
export type Loose = any;

/** One of the two that stand beside each other. */
export interface Side {
  readonly name: 'stock' | 'ours';
  readonly winston: Loose;
}

export const STOCK: Side = { name: 'stock', winston };

/** Our sources, under the names of what Winston exports. */
export const OURS: Side = {
  name: 'ours',
  winston: { ...pick(winston, ['config', 'Transport', 'transports', 'addColors']), createLogger, Logger, format },
};

/** Our package as it is published. */
export function oursAsBuilt(): Side {
  return { name: 'ours', winston: loadBuilt() };
}

function pick(from: Loose, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}
