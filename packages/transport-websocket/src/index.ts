export { WebsocketTransport } from './websocket-transport.ts';
export type { WebsocketTransportOptions } from './websocket-transport-options.ts';
export { WebsocketSink } from './websocket-sink.ts';
export type { WebsocketSinkOptions } from './websocket-sink.ts';
export type { PlainFraming } from './plain-conversation.ts';
export type { WebsocketHeaders, WebsocketTarget } from './websocket-line.ts';
