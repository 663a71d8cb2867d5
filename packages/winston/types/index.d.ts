/// <reference types="node" />
// oxlint-disable no-explicit-any -- as Winston's own types have it: call sites that were written against them compile

import logform = require('logform');
import stock = require('winston');
import TransportStream = require('winston-transport');
import type { FilterCounts } from '@tailrace/core';
import type { ChildMeta, ChildOptions as OwnChildOptions } from '../dist/logger/child';
import type { FlushAnswer as OwnFlushAnswer } from '../dist/logger/flush';
import type { LoggerSettings } from '../dist/logger/logger-options';

/** All that `winston` declares, with what is ours besides. */
declare namespace winston {
  export import Logform = stock.Logform;
  export import config = stock.config;
  export import transports = stock.transports;
  export import transport = stock.transport;
  export import Transport = TransportStream;

  export import ExceptionHandler = stock.ExceptionHandler;
  export import RejectionHandler = stock.RejectionHandler;
  export import Profiler = stock.Profiler;
  export import QueryOptions = stock.QueryOptions;
  export import LogEntry = stock.LogEntry;

  /** What a format is given. What stands in it is for the format to know, as until logform 2.6. */
  interface TransformableInfo extends logform.TransformableInfo {
    message: any;
    [key: string | symbol]: any;
  }

  /** Makes a format of a function; the formats that come with Winston are its properties. */
  interface Formats extends Omit<typeof logform.format, 'printf'> {
    (transform: (info: TransformableInfo, options?: any) => logform.TransformableInfo | boolean): logform.FormatWrap;
    printf(template: (info: TransformableInfo) => string): logform.Format;
  }

  /** Winston's options, and ours. */
  interface LoggerOptions extends stock.LoggerOptions, LoggerSettings {}

  /** What a child logger may have of its own. */
  interface ChildOptions extends Omit<OwnChildOptions, 'transports'> {
    /**
     * Transports of the child's own, besides the root's; they are flushed and ended with the root. Those with
     * `handleExceptions` or `handleRejections` are given the errors that nobody caught.
     */
    readonly transports?: stock.transport | readonly stock.transport[];
  }

  /** What `logger.flush()` answers. */
  type FlushAnswer = OwnFlushAnswer;

  interface LogMethod {
    (level: string, message: any, ...meta: any[]): Logger;
    (entry: LogEntry): Logger;
  }

  interface LeveledLogMethod {
    (message: any, ...meta: any[]): Logger;
  }

  class Logger extends stock.Logger {
    constructor(options?: LoggerOptions);

    log: LogMethod;

    error: LeveledLogMethod;
    warn: LeveledLogMethod;
    help: LeveledLogMethod;
    data: LeveledLogMethod;
    info: LeveledLogMethod;
    debug: LeveledLogMethod;
    prompt: LeveledLogMethod;
    http: LeveledLogMethod;
    verbose: LeveledLogMethod;
    input: LeveledLogMethod;
    silly: LeveledLogMethod;
    emerg: LeveledLogMethod;
    alert: LeveledLogMethod;
    crit: LeveledLogMethod;
    warning: LeveledLogMethod;
    notice: LeveledLogMethod;

    configure(options: LoggerOptions): void;

    /** A logger whose infos have more metadata; a function is asked for it at each call. */
    child(meta?: ChildMeta, options?: ChildOptions): this;

    /**
     * Resolves when all that was logged has been taken by every transport, and those that can flush have; or at the
     * deadline, 30 seconds unless it is given. Never rejects.
     */
    flush(deadlineMillis?: number): Promise<FlushAnswer>;

    /** Whether any transport, or a listener, wants infos of a level. */
    wantsLevel(level: string): boolean;

    /** What the logger's filters, or a child's own, have been offered, and what became of it; `undefined` without any. */
    filterCounts(): FilterCounts | undefined;
  }

  class Container extends stock.Container {
    constructor(options?: LoggerOptions);

    loggers: Map<string, Logger>;
    options: LoggerOptions;

    add(id: string, options?: LoggerOptions): Logger;
    get(id: string, options?: LoggerOptions): Logger;
  }

  let version: string;
  let format: Formats;
  let loggers: Container;
  let addColors: typeof stock.addColors;
  let createLogger: (options?: LoggerOptions) => Logger;

  // The logger that is there without being made.
  let error: LeveledLogMethod;
  let warn: LeveledLogMethod;
  let info: LeveledLogMethod;
  let http: LeveledLogMethod;
  let verbose: LeveledLogMethod;
  let debug: LeveledLogMethod;
  let silly: LeveledLogMethod;
  let log: LogMethod;
  let query: Logger['query'];
  let stream: Logger['stream'];
  let add: (transport: stock.transport) => Logger;
  let remove: (transport: stock.transport) => Logger;
  let clear: () => Logger;
  let startTimer: Logger['startTimer'];
  let profile: (id: string | number, meta?: Record<string, any>) => Logger;
  let configure: Logger['configure'];
  let child: (meta?: ChildMeta, options?: ChildOptions) => Logger;
  let level: string;
  let exceptions: ExceptionHandler;
  let rejections: RejectionHandler;
  let exitOnError: Function | boolean;
}

export = winston;
