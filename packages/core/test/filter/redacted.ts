import { chain, type LogRecord, redact, type RedactOptions } from '../../src/index.ts';
import { frozen, record } from './records.ts';

/** What is left of a record; whoever changes what it was given throws. */
export const redacted = (part: Partial<LogRecord>, options?: RedactOptions): LogRecord => {
  const one = frozen(record(part));
  return chain(redact(options)).apply(one) as LogRecord;
};

/** What is left of attributes. */
export const attributes = (given: Record<string, unknown>, options?: RedactOptions): unknown =>
  redacted({ attributes: given }, options).attributes;
