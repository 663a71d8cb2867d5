export * from './destination.ts';
export * from './http-destination.ts';
export * from './line-destination.ts';
export * from './link-destination.ts';
export * from './link-host.ts';
export * from './memory-destination.ts';
export { MemorySink, SyncMemorySink } from './memory-sink.ts';
export { sinkKit, type SinkKitOptions } from './sink-kit.ts';
export { type WrongSink, wrongSinks } from './wrong-on-purpose/index.ts';
