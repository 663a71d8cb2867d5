import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSpool } from '@tailrace/delivery';
import { describe, expect, it } from 'vitest';
import { jsonLines, tailrace, temporaryFolder } from './cli.ts';

const state = temporaryFolder();
const env = { TAILRACE_STATE_DIR: state };

describe('spool', () => {
  it('lists, checks, repairs and exports what waits for delivery', async () => {
    expect(await tailrace(['spool', 'ls'], { env })).toMatchObject({ code: 0, stdout: '' });
    const spool = await openSpool({ directory: state, name: 'orders', destination: 'http://logs.example' });
    const bodies = Array.from({ length: 20 }, (_, index) => `{"message":"order ${index}"}`);
    await spool.append(
      bodies.map((body, index) => ({
        id: `id-${index}`,
        timestamp: Date.UTC(2026, 0, 31) + index,
        severity: 9,
        route: '',
        body,
      })),
      'disk',
    );
    await spool.close();

    const [listed] = jsonLines<{ key: string; pending: number; directory: string }>(
      (await tailrace(['spool', 'ls'], { env })).stdout,
    );
    expect(listed).toMatchObject({ pending: 20 });
    expect(listed?.key).toMatch(/^orders-/);
    const key = listed?.key ?? '';
    expect((await tailrace(['spool', 'ls', '-o', 'text'], { env })).stdout).toMatch(/orders-\w+ +20 /);
    expect(await tailrace(['spool', 'verify', key], { env })).toMatchObject({ code: 0 });
    expect((await tailrace(['spool', 'export', key], { env })).stdout.trimEnd().split('\n')).toEqual(bodies);
    expect(jsonLines((await tailrace(['spool', 'export', '-o', 'jsonl'], { env })).stdout)[3]).toMatchObject({
      id: 'id-3',
      body: bodies[3],
    });

    flipByteIn(listed?.directory ?? '');
    const verified = await tailrace(['spool', 'verify', key, '-o', 'text'], { env });
    expect(verified.code).toBe(4);
    expect(verified.stdout).toContain('damaged');
    const repaired = await tailrace(['spool', 'repair', key, '-o', 'text'], { env });
    expect(repaired.stdout).toMatch(/1 segments? repaired, 19 entries kept, 1 lost/);
    expect(await tailrace(['spool', 'verify', key], { env })).toMatchObject({ code: 0 });
    expect((await tailrace(['spool', 'export', key], { env })).stdout.trimEnd().split('\n')).toHaveLength(19);
  });

  it('names the nearest spool where there is none of a name', async () => {
    const { code, stderr } = await tailrace(['spool', 'verify', 'nowhere-0123'], { env });
    expect(code).toBe(3);
    expect(stderr).toContain('no spool nowhere-0123');
  });
});

/** Flips a bit in the middle of the largest file below a folder. */
function flipByteIn(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort((a, b) => statSync(b).size - statSync(a).size);
  const path = files[0] ?? '';
  const bytes = readFileSync(path);
  const middle = bytes.indexOf('order 10');
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
