import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDuckdbStore } from '@tailrace/store-duckdb';
import { draws } from '@tailrace/core/testing';
import { must, some, tried, type Verdict } from '../verdict.ts';
import type { StoreOrders, StoreWord } from './store-orders.ts';

const MAIN = fileURLToPath(new URL('../../dist/store/store-process.js', import.meta.url));
/** How long a life lasts at most behind its first acknowledgement or answer. */
const LONGEST_LIFE_MILLIS = 120;
/** Of so many kills one is of each: a compactor alone, a reader. */
const EVERY = 4;

/** A process of the campaign, and what it has said. */
class Life {
  readonly child: ChildProcess;
  readonly acknowledged: string[] = [];
  failed: string | undefined;
  readonly #ready: Promise<unknown>;
  readonly #closed: Promise<unknown>;

  constructor(orders: StoreOrders) {
    this.child = fork(MAIN, [JSON.stringify(orders)], { execArgv: [] });
    this.#closed = once(this.child, 'close');
    this.#ready = new Promise((resolve) => {
      this.child.on('message', (word: StoreWord) => {
        this.acknowledged.push(...(word.acknowledged ?? []));
        this.failed ??= word.failed;
        resolve(undefined);
      });
    });
  }

  /** Resolves once it is at work; rejects where it ends before. */
  async ready(): Promise<void> {
    await Promise.race([this.#ready, this.#closed]);
    must(this.failed === undefined && this.child.exitCode === null, `A process failed: ${this.failed ?? 'it ended'}.`);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#closed;
    must(this.failed === undefined, `A process failed: ${this.failed}.`);
  }

  /** Kills the process that makes segments, if there is one now; the store goes on without it. */
  killCompactor(): boolean {
    const found = childrenOf(this.child.pid).find((pid) => commandOf(pid).includes('compactor-child'));
    if (found === undefined) return false;
    try {
      process.kill(found, 'SIGKILL');
      return true;
    } catch {
      return false;
    }
  }
}

/** The processes that one has started; none where the system does not tell. */
function childrenOf(pid: number | undefined): number[] {
  const tasks = `/proc/${pid}/task`;
  if (pid === undefined || !existsSync(tasks)) return [];
  return readdirSync(tasks).flatMap((task) =>
    textOf(join(tasks, task, 'children'))
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  );
}

function commandOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

/**
 * Kills writers, compactors and readers of one folder with -9, one after another, at points drawn from the seed.
 *
 * Judged by what each writer was told before its death, and by what a store that opens the folder at the end has [E5].
 */
export function killedStore(kills: number, seed: number): Promise<Verdict> {
  return tried(`store: kill -9, ${kills} times, seed ${seed}`, kills, async () => {
    const draw = draws(seed);
    const directory = mkdtempSync(join(tmpdir(), 'tailrace-killed-store-'));
    const acknowledged: string[] = [];
    const counts = { writers: 0, compactors: 0, readers: 0 };
    let reader: Life | undefined;
    let writer: Life | undefined;
    try {
      for (let kill = 0; kill < kills; kill += 1) {
        writer ??= new Life({ role: 'write', directory, tag: `w${kill}` });
        await writer.ready();
        reader ??= new Life({ role: 'read', directory, tag: '' });
        if (kill % EVERY === 1) await reader.ready();
        await new Promise((resolve) => setTimeout(resolve, draw() * LONGEST_LIFE_MILLIS));
        if (kill % EVERY === 1) {
          await reader.kill();
          reader = undefined;
          counts.readers += 1;
        } else if (kill % EVERY === 2 && writer.killCompactor()) counts.compactors += 1;
        else {
          await writer.kill();
          acknowledged.push(...writer.acknowledged);
          writer = undefined;
          counts.writers += 1;
        }
      }
      await writer?.kill();
      acknowledged.push(...(writer?.acknowledged ?? []));
      await reader?.kill();
      [writer, reader] = [undefined, undefined];
      const repeats = await judge(directory, acknowledged);
      must(acknowledged.length >= counts.writers, `Only ${acknowledged.length} records were acknowledged.`);
      const { writers, compactors, readers } = counts;
      return `${acknowledged.length} acknowledged, 0 lost, ${repeats} sent again; ${writers} writers, ${compactors} compactors, ${readers} readers`;
    } finally {
      writer?.child.kill('SIGKILL');
      reader?.child.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    }
  });
}

/** Throws where a record is lost, doubled or unknown, or a file is damaged; answers how many came twice. */
async function judge(directory: string, acknowledged: readonly string[]): Promise<number> {
  const store = await openDuckdbStore({ directory, retention: 'all forever' });
  try {
    await store.compact();
    const stored: string[] = [];
    for await (const { id } of store.stream({ filter: { type: 'everything' }, pipes: [] })) stored.push(id);
    const kept = new Set(stored);
    const missing = acknowledged.filter((id) => !kept.has(id));
    must(missing.length === 0, `Acknowledged and lost: ${some(missing)}.`);
    must(kept.size === stored.length, `${stored.length - kept.size} records are there twice.`);
    const { damaged } = await store.stats();
    const { problems } = await store.verify();
    const odd = [...damaged, ...problems].filter(({ reason }) => !reason.startsWith('A crash left'));
    must(odd.length === 0, `Damaged: ${some(odd.map(({ file, reason }) => `${file}: ${reason}`))}.`);
    return stored.length - kept.size;
  } finally {
    await store.close();
  }
}
