export { TcpTransport } from './tcp-transport.ts';
export type { TcpTransportOptions } from './tcp-transport.ts';
export { TcpSink } from './tcp-sink.ts';
