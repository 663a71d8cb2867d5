export { WebsocketTransport } from './websocket-transport.ts';
export type { WebsocketTransportOptions } from './websocket-transport.ts';
export { WebsocketSink } from './websocket-sink.ts';
