// What transports write of records: an entry of its own, as `runtime.ts` is.
export { type InfoWriter, infoWriterOf } from './formatter/info-writer.ts';
export { encodeRecord } from './wire/encode.ts';
export { decodeLinkMessage, encodeLinkMessage, LINK_VERSION, type LinkBatch, type LinkMessage } from './wire/link.ts';
