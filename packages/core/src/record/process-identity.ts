import { hostname } from 'node:os';

/** Who writes records in this process or worker thread. */
export interface ProcessIdentity {
  readonly host: string;
  readonly process: number;
  /** Absent on the main thread. */
  readonly thread?: number;
  /** From `TAILRACE_SERVICE`, else OpenTelemetry's `OTEL_SERVICE_NAME`. */
  readonly service?: string;
}

let identity: ProcessIdentity | undefined;

/** Answers this process's identity, read once. */
export function processIdentity(): ProcessIdentity {
  identity ??= readIdentity();
  return identity;
}

function readIdentity(): ProcessIdentity {
  // Loaded with the first record: programs that make none do without.
  const { isMainThread, threadId } = process.getBuiltinModule('node:worker_threads');
  const service = process.env['TAILRACE_SERVICE'] || process.env['OTEL_SERVICE_NAME'];
  return {
    host: hostname(),
    process: process.pid,
    ...(!isMainThread && { thread: threadId }),
    ...(service && { service }),
  };
}
