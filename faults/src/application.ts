import { type BooksCounts, imbalance } from '@tailrace/delivery';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApplicationOrders, Way } from './application-orders.ts';
import type { TransportName } from './transport-names.ts';

/** Built, since Node 20 does not run TypeScript. */
const CHILD = fileURLToPath(new URL('../dist/child.js', import.meta.url));

/** What an application said, and how it ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** An application in a process of its own. */
export class Application {
  readonly tag: string;
  readonly #child: ChildProcess;
  readonly #logged: string;
  readonly #closed: Promise<unknown[]>;
  #output = '';
  #errors = '';

  constructor(orders: ApplicationOrders) {
    this.tag = orders.tag;
    this.#logged = orders.logged;
    this.#child = spawn(process.execPath, [CHILD, JSON.stringify(orders)], {
      env: { ...process.env, TAILRACE_STATE_DIR: orders.state, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    this.#closed = once(this.#child, 'close');
  }

  /** Resolves when it has said that it is ready. Rejects where it ends before. */
  async ready(): Promise<void> {
    const ended = this.#closed.then(() => {
      throw new Error(`The application ended before it was ready: ${this.#errors}`);
    });
    // Heard here, whoever waits.
    ended.catch(() => {});
    while (!this.#output.includes('ready\n')) await Promise.race([once(this.#child.stdout as never, 'data'), ended]);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The messages that it has logged, and how many of them it has counted as dropped, by its own account. */
  account(): { readonly logged: readonly string[]; readonly dropped: number } {
    const { logged, dropped } = JSON.parse(readFileSync(this.#logged, 'utf8')) as Record<'logged' | 'dropped', number>;
    return { logged: Array.from({ length: logged }, (_, index) => `${this.tag}-${index}`), dropped };
  }

  async ended(): Promise<Ending> {
    const [code, signal] = (await this.#closed) as [number | null, NodeJS.Signals | null];
    return { code, signal, output: this.#output, errors: this.#errors };
  }
}

/** Applications that follow one another before one destination, with one state folder. */
export class Workplace {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'tailrace-faults-'));
  readonly #subject: TransportName;
  readonly #address: string;
  #started = 0;

  constructor(subject: TransportName, address: string) {
    this.#subject = subject;
    this.#address = address;
  }

  start(way: Way, options: { readonly count?: number; readonly durability?: ApplicationOrders['durability'] } = {}) {
    this.#started += 1;
    return new Application({
      subject: this.#subject,
      address: this.#address,
      way,
      tag: `a${this.#started}`,
      count: options.count ?? 0,
      durability: options.durability ?? 'memory',
      state: join(this.folder, 'state'),
      acknowledged: join(this.folder, 'acknowledged'),
      logged: join(this.folder, `logged-${this.#started}`),
    });
  }

  /** The messages of every record that an application was told to be kept. */
  acknowledged(): readonly string[] {
    const path = join(this.folder, 'acknowledged');
    // The last line may be torn by the kill; then nobody was told.
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  }

  /** Sends what earlier applications left. Rejects where something stays behind, or the books do not balance. */
  async drain(): Promise<BooksCounts> {
    const { code, output, errors } = await this.start('drain').ended();
    if (code !== 0) throw new Error(`The application that drains ended with ${code}: ${errors}`);
    const { pending, books } = JSON.parse(output) as { readonly pending: number; readonly books: BooksCounts };
    if (pending !== 0) throw new Error(`${pending} records were left behind: ${JSON.stringify(books)}`);
    if (imbalance(books) !== 0) throw new Error(`The books do not balance: ${JSON.stringify(books)}`);
    return books;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
