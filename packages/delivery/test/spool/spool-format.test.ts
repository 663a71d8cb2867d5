import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/sink.ts';
import { spoolKey } from '../../src/spool/state-directory.ts';
import { everything, filesOf, newFolder, open } from './spool-fixture.ts';

const ENTRIES: readonly Entry[] = [
  {
    id: '0190b5a4-0000-7000-8000-000000000001',
    timestamp: 1_767_225_600_000.5,
    severity: 9,
    route: '',
    body: '{"message":"grüße"}',
  },
  { id: 'b', timestamp: -1, severity: 24, route: 'logs-ä', body: Uint8Array.of(0, 255, 248, 84) },
  { id: 'c', timestamp: 0, severity: 17, route: '', body: '' },
];

/** What version 1 of the format made of these entries, the first of them done: never to be changed. */
const SEGMENT_1 = [
  '5452535001000000000000005abfa188f854ff52ea10a2d54b00000000000000000924000000000880aa6db779423031',
  '3930623561342d303030302d373030302d383030302d3030303030303030303030317b226d657373616765223a226772',
  'c3bcc39f65227df854ff5269e397f41e00000001000000011801000700000000000000f0bf626c6f67732dc3a400fff8',
  '54f854ff52b9a913831300000002000000001101000000000000000000000063',
].join('');
const DONE_1 = '000000000000000069df2265ffffffff0300000011504aed';

describe('the format of segments [F11]', () => {
  it('is read as version 1 wrote it', async () => {
    const folder = newFolder();
    const run = join(folder, 'spool', spoolKey('test', 'here'), '0mws44eq6-a1y5ab');
    mkdirSync(run, { recursive: true });
    writeFileSync(join(run, '0mws44eq6-a1y5ab-00000001.seg'), Buffer.from(SEGMENT_1, 'hex'));
    writeFileSync(join(run, '0mws44eq6-a1y5ab-00000001.done'), Buffer.from(DONE_1, 'hex'));
    const { spool } = await open(folder);
    expect((await spool.read(everything)).map(({ entry }) => entry)).toEqual(ENTRIES.slice(1));
    expect(spool.counts()).toMatchObject({ adopted: 2, damaged: 0 });
  });

  it('is written as version 1, to the byte', async () => {
    const folder = newFolder();
    const { spool } = await open(folder);
    const [first] = await spool.append(ENTRIES, 'process');
    if (first !== undefined) spool.acknowledge([first]);
    await spool.close();
    expect(readFileSync(filesOf(folder, '.seg')[0] ?? '').toString('hex')).toBe(SEGMENT_1);
    expect(readFileSync(filesOf(folder, '.done')[0] ?? '').toString('hex')).toBe(DONE_1);
  });
});
