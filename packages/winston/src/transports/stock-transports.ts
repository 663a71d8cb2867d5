import winston from 'winston';
import type { Format, Info, Transport } from '../logger/transport.ts';

type Done = (error?: Error | null) => void;

/** Options of every transport of Winston's. */
export interface StockTransportOptions {
  readonly name?: string;
  readonly level?: string;
  readonly silent?: boolean;
  readonly format?: Format;
  readonly handleExceptions?: boolean;
  readonly handleRejections?: boolean;
  readonly highWaterMark?: number;
  readonly eol?: string;
}

/** What Winston's own transports have in common, as far as ours look at it. */
export interface StockTransport extends Omit<Transport, 'name' | 'log' | 'flush' | 'readsOnly'> {
  name: string;
  eol: string;
  log(info: Info, callback?: Done): unknown;
  _final(callback: Done): void;
}

/** A class of Winston’s. */
export interface StockClass<T, O> {
  new (options?: O): T;
  readonly prototype: T;
}

/** Options of Winston's Console. */
export interface ConsoleOptions extends StockTransportOptions {
  readonly stderrLevels?: readonly string[];
  readonly consoleWarnLevels?: readonly string[];
  readonly forceConsole?: boolean;
}

export interface StockConsole extends StockTransport {
  stderrLevels: Readonly<Record<string, boolean>>;
  consoleWarnLevels: Readonly<Record<string, boolean>>;
  forceConsole: boolean;
  _consoleLog(text: unknown): void;
  _consoleWarn(text: unknown): void;
  _consoleError(text: unknown): void;
}

/** Options of Winston's Stream. */
export interface StreamOptions extends StockTransportOptions {
  readonly stream: NodeJS.WritableStream;
}

export interface StockStream extends StockTransport {
  isObjectMode: boolean;
  _stream: NodeJS.WritableStream & { readonly writableLength?: number; readonly destroyed?: boolean };
}

/** Options of Winston's File. */
export interface FileOptions extends StockTransportOptions {
  readonly filename?: string;
  readonly dirname?: string;
  readonly stream?: NodeJS.WritableStream;
  readonly options?: { readonly flags?: string; readonly mode?: number };
  readonly maxsize?: number;
  readonly maxFiles?: number;
  readonly rotationFormat?: () => string | number;
  readonly zippedArchive?: boolean;
  readonly tailable?: boolean;
  readonly lazy?: boolean;
}

export interface StockFile extends StockTransport {
  filename: string;
  dirname: string;
  options: FileOptions['options'];
  maxsize: number | null;
  maxFiles: number | null;
  rotationFormat: (() => string | number) | false;
  zippedArchive: boolean;
  tailable: boolean;
  lazy: boolean;
  /** Whether the process has been told to end because of an error. */
  _ending?: boolean;
  /** The stream to the file that is open. */
  _dest?: NodeJS.EventEmitter | null;
  open(): void;
  close(callback?: () => void): void;
  query(options: unknown, callback?: unknown): void;
  stream(options?: object): NodeJS.ReadableStream;
}

/** User and password, or a token. */
export interface HttpAuth {
  readonly username?: string;
  readonly password?: string;
  readonly bearer?: string;
}

/** Options of Winston's Http; what else `http.request` takes may stand among them. */
export interface HttpOptions extends StockTransportOptions {
  readonly ssl?: unknown;
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly auth?: HttpAuth;
  readonly agent?: unknown;
  readonly headers?: Record<string, string>;
  readonly batch?: boolean;
  readonly batchInterval?: number;
  readonly batchCount?: number;
  readonly replacer?: unknown;
  readonly maximumDepth?: number;
}

export interface StockHttp extends StockTransport {
  readonly options: HttpOptions;
  readonly ssl: boolean;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly auth: HttpAuth | undefined;
  readonly agent: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly batch: boolean;
  readonly batchInterval: number;
  readonly batchCount: number;
  readonly maximumDepth: number | undefined;
}

const { transports } = winston as unknown as { readonly transports: Record<string, unknown> };

/** Winston's own class of a transport, which ours extends, so that `instanceof` holds; it is loaded only now. */
export function stockClass<T, O>(name: 'Console' | 'File' | 'Http' | 'Stream'): StockClass<T, O> {
  return transports[name] as StockClass<T, O>;
}
