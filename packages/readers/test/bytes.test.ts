import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { collect, pieces, read } from './collect.ts';
import { file, folder } from './temporary-file.ts';

describe('bytes', () => {
  it('reads CRLF, a byte-order mark, UTF-16 and bytes that are not UTF-8', async () => {
    expect((await read('\ufeffone\r\ntwo\r\n')).map((record) => record.message)).toEqual(['one', 'two']);
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('eins\nzwei ü\n', 'utf16le')]);
    expect((await collect(pieces(utf16))).records.map((record) => record.message)).toEqual(['eins', 'zwei ü']);
    const broken = Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a, 0x63]);
    expect((await collect(pieces(broken))).records.map((record) => record.message)).toEqual(['aÿþb', 'c']);
  });

  it('cuts a line that is too long, marks it, and goes on', async () => {
    const { records, report } = await collect(pieces(`${'x'.repeat(100)}\nnext\n`), { maxLineLength: 20 });
    expect(records[0]).toMatchObject({ message: `${'x'.repeat(20)}…`, attributes: { cut_characters: 80 } });
    expect(records[1]?.message).toBe('next');
    expect(report.cutLines).toBe(1);
  });

  it('holds no more of an endless line than it may', async () => {
    async function* endless(): AsyncGenerator<string> {
      for (let index = 0; index < 2000; index += 1) {
        await Promise.resolve();
        yield 'y'.repeat(65_536);
      }
    }
    const { records } = await collect(endless(), { maxLineLength: 1000 });
    expect(records[0]?.attributes).toEqual({ cut_characters: 2000 * 65_536 - 1000 });
  });

  it('reads several gzip members, and what a damaged file still holds', async () => {
    const two = Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]);
    expect((await collect(file('two.gz', two))).records.map((record) => record.message)).toEqual(['one', 'two']);
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} ${Math.imul(index, 2654435761)}`).join(
      '\n',
    );
    const whole = gzipSync(lines);
    const { records, report } = await collect(file('cut.gz', whole.subarray(0, whole.length / 2)));
    expect(records.length).toBeGreaterThan(1000);
    expect(report.problem).toContain('unexpected end');
  });

  it('says why a source cannot be read', async () => {
    await expect(collect(join(folder, 'nowhere.log'))).rejects.toMatchObject({ code: 'TAILRACE_SOURCE_UNREADABLE' });
    await expect(collect(folder)).rejects.toThrow('it is a folder');
    await expect(collect(pieces(Buffer.from('BZh91AY')))).rejects.toThrow('bzip2');
  });
});
