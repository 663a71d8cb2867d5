export { FileTransport } from './file-transport.ts';
export type { FileTransportOptions } from './file-transport.ts';
export { FileSink } from './file-sink.ts';
