import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newRecordId, type WireRecord } from '@tailrace/core';
import { Pool } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';

const KILLS = 5;
const BATCH = 40;
const LANES = 3;

/** The child runs what was built: Node 20 does not run TypeScript. */
const built = ['collector', 'store-duckdb', 'core', 'query', 'store'].every((name) =>
  existsSync(join(__dirname, `../../${name}/dist/index.js`)),
);

const folders: string[] = [];
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

async function startChild(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(join(__dirname, 'fixtures/collector-child.mjs'), [folder], { execArgv: [] });
  children.push(child);
  const started = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => undefined)]);
  if (started === undefined) throw new Error('The collector did not start.');
  const [{ url }] = started as [{ url: string }];
  return { child, url };
}

/**
 * Sends one batch; answers whether the collector acknowledged all of it. Through a pool of undici: the `fetch` of Node 20
 * now and then never settles when its connection is cut while it is being made.
 */
async function send(pool: Pool, batch: readonly { id: string }[]): Promise<boolean> {
  try {
    const { statusCode, body } = await pool.request({
      path: '/v1/records',
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: batch.map((record) => JSON.stringify(record)).join('\n'),
    });
    const answer = (await body.json()) as { accepted: number; duplicates: number };
    return statusCode === 200 && answer.accepted + answer.duplicates === batch.length;
  } catch {
    // Killed under our hands.
    return false;
  }
}

describe.skipIf(!built)('a collector that is killed while records come in (needs a build)', () => {
  it('loses no acknowledged record and doubles none, however often the same batch is sent again [X2]', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tailrace-kill-'));
    folders.push(folder);
    const acknowledged = new Set<string>();
    let unanswered: { id: string; message: string }[][] = [];
    let kills = 0;

    for (let round = 0; round <= KILLS; round += 1) {
      const { child, url } = await startChild(folder);
      const pool = new Pool(url, { connections: LANES });
      const again = unanswered;
      unanswered = [];
      let dead = false;
      void once(child, 'exit').then(() => {
        dead = true;
      });
      // What was not answered comes first, as a delivery would send it again.
      for (const batch of again) {
        expect(await send(pool, batch)).toBe(true);
        for (const { id } of batch) acknowledged.add(id);
      }
      let batches = 0;
      const killAfter = 3 + ((round * 7) % 11);
      const goesOn = (): boolean => !dead && (round < KILLS || batches < 10);
      const lanes = Array.from({ length: LANES }, async () => {
        while (goesOn()) {
          const batch = Array.from({ length: BATCH }, (_, n) => ({
            id: newRecordId(),
            message: `${round}.${batches}.${n}`,
          }));
          const sending = send(pool, batch);
          batches += 1;
          if (batches === killAfter && round < KILLS) {
            kills += 1;
            // In the middle of its work: bytes are on the way, perhaps in the log, not answered.
            setTimeout(() => child.kill('SIGKILL'), round % 4);
          }
          if (await sending) for (const { id } of batch) acknowledged.add(id);
          else unanswered.push(batch);
        }
      });
      await Promise.all(lanes);
      await pool.destroy();
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
