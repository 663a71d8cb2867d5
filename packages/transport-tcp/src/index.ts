export { TcpTransport } from './tcp-transport.ts';
export type { TcpTransportOptions } from './tcp-transport-options.ts';
export { TcpSink } from './tcp-sink.ts';
export type { AcknowledgedOptions, TcpSinkOptions } from './tcp-sink.ts';
export type { PlainOptions } from './plain-conversation.ts';
export type { SocketTarget } from './socket-line.ts';
