import { createRecord } from '@tailrace/core';
import { binaryFormat } from '@tailrace/format-binary';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { jsonLines, messages, start, tailrace, temporaryFolder } from './cli.ts';

const folder = temporaryFolder();

/** Records in binary form, on lines of their own as the file transport writes them. */
function binary(...texts: string[]): Buffer {
  const format = binaryFormat();
  const entries = texts.map((message) =>
    format.format(createRecord({ level: 'error', message, attributes: { n: 7 } })),
  );
  return Buffer.concat(entries.flatMap((entry) => [Buffer.from(entry), Buffer.from('\n')]));
}

describe('a file in binary form [E5, F5]', () => {
  it('is searched as any other, also compressed', async () => {
    const [plain, zipped] = [join(folder, 'plain.trb'), join(folder, 'zipped.trb.gz')];
    writeFileSync(plain, binary('one', 'two'));
    writeFileSync(zipped, gzipSync(binary('three')));
    const { code, stdout } = await tailrace(['search', 'n:7 level>=error', plain, zipped]);
    expect(code).toBe(0);
    expect(messages(stdout)).toEqual(['one', 'two', 'three']);
    expect(jsonLines(stdout)[0]).toMatchObject({ level: 'error', attributes: { n: 7 } });
  });

  it('shows that it is damaged, and what is whole in it', async () => {
    const path = join(folder, 'damaged.trb');
    const bytes = binary('first', 'second', 'third');
    bytes[bytes.indexOf('second')] = 0;
    writeFileSync(path, bytes);
    const found = messages((await tailrace(['search', '', path])).stdout);
    expect(found).toEqual(expect.arrayContaining(['first', 'third']));
    expect(found.join()).toMatch(/\d+ bytes that hold no whole record/);
    expect(found).toHaveLength(3);
  });

  it('is followed while it grows', async () => {
    const path = join(folder, 'growing.trb');
    writeFileSync(path, binary('old'));
    const tail = start(['tail', '', path]);
    await tail.until('stdout', 'old');
    const added = binary('added');
    appendFileSync(path, added.subarray(0, 20));
    appendFileSync(path, added.subarray(20));
    appendFileSync(path, binary('last'));
    await tail.until('stdout', 'last');
    expect(await tail.end('SIGINT')).toBe(0);
    expect(messages(tail.stdout())).toEqual(['old', 'added', 'last']);
  });
});
