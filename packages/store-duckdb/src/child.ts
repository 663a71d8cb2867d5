import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { TailraceError, type ErrorCode } from '@tailrace/core';
import { giveWay } from './give-way.ts';

/** What goes to a child: an operation with its input, or word that its answer is not wanted any more. */
export type ToChild =
  | { readonly type: 'call'; readonly call: number; readonly operation: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly call: number };

/** What comes back. */
export type FromChild =
  | { readonly type: 'answer'; readonly call: number; readonly output: unknown }
  | { readonly type: 'failure'; readonly call: number; readonly code: ErrorCode | 'gone'; readonly message: string };

interface Pending {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A file that a query reads is gone: compacted away or expired in the meantime. */
export class FileGone extends Error {}

/**
 * A child's memory: texts on their way to DuckDB or from there are garbage soon, and need no large nursery; each thread
 * of the pool that allocates keeps memory of its own, and a child has one statement to run, beside a file to read.
 */
const EXEC_ARGUMENTS = ['--max-semi-space-size=2'];
const POOL_THREADS = '2';

/**
 * The children run compiled files: Node 20 cannot run TypeScript, so the path leads to `dist` from there as well as
 * from `src`, where tests run.
 */
function entryPath(entry: string): string {
  return join(__dirname, '..', 'dist', `${entry}.js`);
}

/**
 * A process that does DuckDB's work, started at the first call and again after it died.
 *
 * DuckDB never runs in the process that writes: its threads starve libuv's, and a sync then takes seconds.
 */
export class Child {
  readonly #entry: string;
  readonly #settings: unknown;
  readonly #niceness: number;
  readonly #pending = new Map<number, Pending>();
  #process: ChildProcess | undefined;
  #nextCall = 1;
  #calls = 0;

  /**
   * @param settings - Handed to the child at its start.
   * @param niceness - How far it gives way to this process, see {@link giveWay}.
   */
  constructor(entry: string, settings: unknown, niceness: number) {
    this.#entry = entry;
    this.#settings = settings;
    this.#niceness = niceness;
  }

  /** Calls answered by the process that runs now. */
  get calls(): number {
    return this.#calls;
  }

  /** Starts the process without asking it anything. */
  start(): void {
    this.#running();
  }

  /** Asks the child; `onStarted` learns how to cancel. Rejects where the child fails or dies. */
  call<Output>(operation: string, input: unknown, onStarted?: (cancel: () => void) => void): Promise<Output> {
    const child = this.#running();
    const call = this.#nextCall;
    this.#nextCall += 1;
    return new Promise<Output>((resolve, reject) => {
      this.#pending.set(call, { resolve: resolve as (output: unknown) => void, reject });
      this.#holdOpen(child, true);
      this.#send(child, { type: 'call', call, operation, input });
      onStarted?.(() => this.#send(child, { type: 'cancel', call }));
    });
  }

  /** Ends the process; what is still asked of it rejects. */
  kill(): void {
    this.#process?.kill('SIGKILL');
    this.#process = undefined;
    this.#failAll('The process was ended.');
  }

  #send(child: ChildProcess, message: ToChild): void {
    if (child.connected) child.send(message, () => undefined);
  }

  #running(): ChildProcess {
    if (this.#process?.connected) return this.#process;
    const child = fork(entryPath(this.#entry), [JSON.stringify(this.#settings)], {
      execArgv: EXEC_ARGUMENTS,
      env: { ...process.env, UV_THREADPOOL_SIZE: POOL_THREADS },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'json',
    });
    giveWay(child.pid, this.#niceness);
    this.#process = child;
    this.#calls = 0;
    child.on('message', (message) => this.#receive(child, message as FromChild));
    child.on('error', (error) => this.#lost(child, error.message));
    child.on('exit', (status, signal) => this.#lost(child, `It ended with ${signal ?? String(status)}.`));
    this.#holdOpen(child, false);
    return child;
  }

  /** A child that has nothing to do must not keep the application alive. */
  #holdOpen(child: ChildProcess, busy: boolean): void {
    if (busy) {
      child.ref();
      child.channel?.ref();
    } else {
      child.unref();
      child.channel?.unref();
    }
  }

  #receive(child: ChildProcess, message: FromChild): void {
    const pending = this.#pending.get(message.call);
    this.#pending.delete(message.call);
    this.#calls += 1;
    if (this.#pending.size === 0) this.#holdOpen(child, false);
    if (message.type === 'answer') pending?.resolve(message.output);
    else if (message.code === 'gone') pending?.reject(new FileGone(message.message));
    else pending?.reject(new TailraceError(message.code, message.message));
  }

  #lost(child: ChildProcess, reason: string): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    this.#failAll(reason);
  }

  #failAll(reason: string): void {
    const failed = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of failed) {
      pending.reject(new TailraceError('TAILRACE_STORE_FAILED', `The store's ${this.#entry} died. ${reason}`));
    }
  }
}
