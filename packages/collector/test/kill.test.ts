import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newRecordId, type WireRecord } from '@tailrace/core';
import { afterEach, describe, expect, it } from 'vitest';
import { openSenders } from './fixtures/senders.ts';

const KILLS = 5;
const BATCH = 40;
/** Batches under way at once over each protocol. */
const LANES = 2;

/** The child runs what was built: Node 20 does not run TypeScript. */
const built = ['collector', 'store-duckdb', 'core', 'query', 'readers', 'store'].every((name) =>
  existsSync(join(__dirname, `../../${name}/dist/index.js`)),
);

const folders: string[] = [];
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

async function startChild(folder: string): Promise<{ child: ChildProcess; url: string; tcpUrl: string }> {
  const child = fork(join(__dirname, 'fixtures/collector-child.mjs'), [folder], { execArgv: [] });
  children.push(child);
  const started = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => undefined)]);
  if (started === undefined) throw new Error('The collector did not start.');
  const [{ url, tcpUrl }] = started as [{ url: string; tcpUrl: string }];
  return { child, url, tcpUrl };
}

describe.skipIf(!built)('a collector that is killed while records come in (needs a build)', () => {
  it('loses no acknowledged record and doubles none, over HTTP, WebSocket and TCP, however often the same batch is sent again [X2, E2]', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tailrace-kill-'));
    folders.push(folder);
    const acknowledged = new Set<string>();
    let unanswered: { id: string; message: string }[][] = [];
    let kills = 0;

    for (let round = 0; round <= KILLS; round += 1) {
      const { child, url, tcpUrl } = await startChild(folder);
      const senders = await openSenders({ url, tcpUrl });
      const again = unanswered;
      unanswered = [];
      let dead = false;
      const exited = once(child, 'exit').then(() => {
        dead = true;
      });
      // What was not answered comes first, as a delivery would send it again.
      for (const [index, batch] of again.entries()) {
        expect(await senders[index % senders.length]?.send(batch)).toBe(true);
        for (const { id } of batch) acknowledged.add(id);
      }
      let batches = 0;
      const killAfter = 3 + ((round * 7) % 11);
      const goesOn = (): boolean => !dead && (round < KILLS || batches < 10);
      const lanes = Array.from({ length: LANES * senders.length }, async (_lane, index) => {
        const sender = senders[index % senders.length];
        while (goesOn()) {
          const batch = Array.from({ length: BATCH }, (_, n) => ({
            id: newRecordId(),
            message: `${round}.${batches}.${n}`,
          }));
          const sending = sender?.send(batch) ?? Promise.resolve(false);
          batches += 1;
          if (batches === killAfter && round < KILLS) {
            kills += 1;
            // In the middle of its work: bytes are on the way, perhaps in the log, not answered.
            setTimeout(() => child.kill('SIGKILL'), round % 4);
          }
          const isAcknowledged = await sending;
          if (isAcknowledged) for (const { id } of batch) acknowledged.add(id);
          else {
            unanswered.push(batch);
            await exited;
          }
        }
      });
      await Promise.all(lanes);
      await Promise.all(senders.map((sender) => sender.close()));
      if (round < KILLS) continue;

      expect(unanswered).toEqual([]);
      const response = await fetch(`${url}/v1/query`, { headers: { accept: 'application/x-ndjson' } });
      const stored = (await response.text())
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as WireRecord);
      const ids = stored.map(({ id }) => id);
      expect(new Set(ids).size, 'doubled').toBe(ids.length);
      const present = new Set(ids);
      expect(
        [...acknowledged].filter((id) => !present.has(id)),
        'lost',
      ).toEqual([]);
      expect(ids).toHaveLength(acknowledged.size);
      child.send('close');
      const [code] = (await once(child, 'exit')) as [number];
      expect(code).toBe(0);
    }
    expect(kills).toBe(KILLS);
  }, 60_000);
});
