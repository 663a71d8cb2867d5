import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/sink.ts';
import { verifySpool } from '../../src/spool/inspect.ts';
import { everything, newFolder, open } from './spool-fixture.ts';

// A release that changes the format adds the folder of the one before it, made at that release's code after a build:
//   node test/fixtures/make-spool-fixture.cjs test/fixtures/spool-v2
// and never touches the older ones.
const FIXTURES = join(__dirname, '..', 'fixtures');
const versions = readdirSync(FIXTURES).filter((name) => name.startsWith('spool-v'));

type Expected = Omit<Entry, 'body'> & { readonly body?: string; readonly base64?: string };

function expectedOf(folder: string): readonly Entry[] {
  const entries = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as readonly Expected[];
  return entries.map(({ base64, body, ...rest }) => ({
    ...rest,
    body: body ?? new Uint8Array(Buffer.from(base64 ?? '', 'base64')),
  }));
}

describe('the spool of an earlier release [F11]', () => {
  it('is kept for the first version at least', () => {
    expect(versions).toContain('spool-v1');
  });

  for (const version of versions) {
    it(`${version}: is taken over by this one, every entry whole, in order and once`, async () => {
      const expected = expectedOf(join(FIXTURES, version));
      const folder = newFolder();
      cpSync(join(FIXTURES, version), folder, { recursive: true });
      const found = await verifySpool(join(folder, 'spool', readdirSync(join(folder, 'spool'))[0] ?? ''));
      expect(found.ok).toBe(true);
      const { spool, events } = await open(folder, { name: 'fixture' });
      const read = await spool.read(everything);
      expect(read.map(({ entry }) => entry)).toEqual(expected);
      expect(spool.counts()).toMatchObject({ adopted: expected.length, damaged: 0, pendingRecords: expected.length });
      // The fixture's last write was torn; that was promised to nobody.
      expect(events.map(({ name, records = 0 }) => [name, records])).toEqual([
        ['spool.adopted', expected.length],
        ['spool.damaged', 0],
      ]);
      spool.acknowledge(read.slice(0, 10).map(({ position }) => position));
      await spool.close();
      const next = await open(folder, { name: 'fixture' });
      expect((await next.spool.read(everything)).map(({ entry }) => entry)).toEqual(expected.slice(10));
      await next.spool.close();
    });

    it(`${version}: leaves nothing of itself behind when all of it is done`, async () => {
      const folder = newFolder();
      cpSync(join(FIXTURES, version), folder, { recursive: true });
      rmSync(join(folder, 'expected.json'));
      const { spool } = await open(folder, { name: 'fixture' });
      spool.acknowledge((await spool.read(everything)).map(({ position }) => position));
      await spool.close();
      const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
      // What could not be read, the torn write, is for people to look at.
      expect(left.map(({ name }) => name.slice(-4))).toEqual(['.bad']);
    });
  }
});
