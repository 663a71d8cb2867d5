export { HttpTransport } from './http-transport.ts';
export type { HttpTransportOptions } from './http-transport.ts';
export { HttpSink } from './http-sink.ts';
export type { HttpHeaders, HttpSinkOptions, HttpTlsOptions } from './http-sink.ts';
export { judgeHttpAnswer, retryAfterToMillis } from './judge-answer.ts';
export type { HttpAnswer } from './judge-answer.ts';
