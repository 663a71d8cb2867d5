import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '../context/context-fields.ts';
import { Diagnostics } from '../diagnostics/diagnostics.ts';
import { reportToStderr } from '../diagnostics/to-stderr.ts';
import type { LogRecord } from '../record/log-record.ts';

/** What runs when the process exits; synchronous, since nothing else runs any more. */
export type ExitCallback = (exitCode: number) => void;

/** Which record was made of a Winston info. */
export interface InfoRecords {
  get(info: object): LogRecord | undefined;
  set(info: object, record: LogRecord | undefined): void;
  /** Whether there is one, without completing it. */
  has?(info: object): boolean;
  /** Keeps one that `complete` is called for before it is answered; false where it cannot. */
  setBare?(info: object, record: LogRecord, complete: (info: object, record: LogRecord) => void): boolean;
}

interface ExitHook {
  readonly callback: ExitCallback;
  readonly order: number;
}

/**
 * What all copies of this package in one process share: CommonJS and ES modules, two versions side by side.
 *
 * Its shape is a contract between versions, which is why its symbol carries a number. Fields may be added and must
 * then be treated as possibly absent; none may change its meaning.
 */
export interface ProcessRegistry {
  readonly storage: AsyncLocalStorage<Context>;
  readonly exitHooks: ExitHook[];
  readonly diagnostics: Diagnostics;
  /** Since 0.2. */
  readonly infoRecords?: InfoRecords;
}

const KEY = Symbol.for('tailrace.process.1');

/** Answers the one registry of this process (of this worker thread, in workers), made on first use. */
export function processRegistry(): ProcessRegistry {
  const holder = globalThis as { [KEY]?: ProcessRegistry };
  const existing = holder[KEY];
  if (existing !== undefined) return existing;
  const registry: ProcessRegistry = { storage: new AsyncLocalStorage(), exitHooks: [], diagnostics: new Diagnostics() };
  Object.defineProperty(holder, KEY, { value: registry });
  process.on('exit', (exitCode) => runExitHooks(registry, exitCode));
  // After the hooks, so that what they report is written as well.
  if (process.env['TAILRACE_DIAGNOSTICS'] === 'stderr') reportToStderr(registry.diagnostics);
  return registry;
}

/**
 * Runs a callback when the process exits, after everything with a lower order and in the order of registration
 * within the same one.
 *
 * The callback must be synchronous. One that throws does not keep the next from running.
 *
 * @param order - 0 by default; what empties queues into others goes first, what closes them last.
 * @returns The function that takes the callback back.
 */
export function onExit(callback: ExitCallback, order = 0): () => void {
  const { exitHooks } = processRegistry();
  const hook: ExitHook = { callback, order };
  const after = exitHooks.findIndex((other) => other.order > order);
  exitHooks.splice(after === -1 ? exitHooks.length : after, 0, hook);
  return () => {
    const index = exitHooks.indexOf(hook);
    if (index !== -1) exitHooks.splice(index, 1);
  };
}

/** Runs and empties the hooks; hooks that are added meanwhile run too. */
function runExitHooks(registry: ProcessRegistry, exitCode: number): void {
  for (let hook = registry.exitHooks.shift(); hook !== undefined; hook = registry.exitHooks.shift()) {
    try {
      hook.callback(exitCode);
    } catch (error) {
      registry.diagnostics.report({
        name: 'exit.failed',
        source: 'process',
        message: 'A callback at exit threw.',
        error,
      });
    }
  }
}
