import type { RecordDefaults } from '../record/create-record.ts';
import type { WrittenInfo } from '../wire/encode-info.ts';
import type { Formatter } from './formatter.ts';

/** Writes a Winston info as its formatter writes the info's record; `undefined` where that takes the record itself. */
export type InfoWriter = (info: object, defaults?: RecordDefaults) => WrittenInfo | undefined;

/** By the formatters' `format`: a copy of one with another `format` must not write in the old way. */
const writers = new WeakMap<object, InfoWriter>();

/** Says how a formatter writes infos without a record; transports that need no record use it. Answers the formatter. */
export function withInfoWriter<F extends Formatter>(formatter: F, write: InfoWriter): F {
  writers.set(keyOf(formatter), write);
  return formatter;
}

/** How a formatter writes infos without a record, if it can. */
export function infoWriterOf(formatter: Formatter): InfoWriter | undefined {
  return writers.get(keyOf(formatter));
}

function keyOf(formatter: Formatter): object {
  // oxlint-disable-next-line unbound-method -- it is only a key here, and never called
  return formatter.format;
}
