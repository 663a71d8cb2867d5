import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, openStore } from './records.ts';

const KILLS = 10;

interface Message {
  readonly opened?: boolean;
  readonly acknowledged?: readonly string[];
  readonly failed?: string;
}

/** Runs a process that appends, kills it once so many batches were acknowledged, and answers the ids it was told of. */
async function runAndKill(folder: string, prefix: string, batches: number): Promise<readonly string[]> {
  const child = fork(join(__dirname, 'fixtures', 'append-until-killed.cjs'), [folder, prefix], { execArgv: [] });
  const ids: string[] = [];
  let failed: string | undefined;
  let seen = 0;
  child.on('message', (message: Message) => {
    failed ??= message.failed;
    if (message.acknowledged === undefined) return;
    ids.push(...message.acknowledged);
    seen += 1;
    if (seen === batches) child.kill('SIGKILL');
  });
  await once(child, 'close');
  if (failed !== undefined) throw new Error(failed);
  return ids;
}

describe('a store whose process is killed', () => {
  it('loses no acknowledged record and doubles none, whenever it is [E5]', async () => {
    const folder = await makeFolder();
    const acknowledged = new Set<string>();
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (const id of await runAndKill(folder, `run${kill}`, 5 + ((kill * 37) % 60))) acknowledged.add(id);
    }
    const store = await openStore(folder);
    const stored: string[] = [];
    for await (const { id } of store.stream({ filter: { type: 'everything' }, pipes: [] })) stored.push(id);
    expect(new Set(stored).size).toBe(stored.length);
    const kept = new Set(stored);
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
    expect((await store.verify()).problems.filter(({ reason }) => !reason.startsWith('A crash left'))).toEqual([]);
    await store.compact();
    expect((await store.stats()).records).toBe(stored.length);
  }, 60_000);
});
