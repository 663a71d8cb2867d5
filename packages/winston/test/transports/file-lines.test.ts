import fs, { readFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import { createLogger } from '../../src/logger/create-logger.ts';
import { heard, infoOf, newFile, newFolder, turn } from './fixtures.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('lines in a file', () => {
  const texts = ['plain', '', 'with ü and 𝄞', 'two\nlines', 'x'.repeat(40_000), 'lone \ud800 half', undefined, null, 7];

  for (const eol of [undefined, '\r\n', '', ' |\n']) {
    it(`are what Winston writes, byte for byte, ended by ${JSON.stringify(eol)}`, async () => {
      const filename = join(newFolder(), 'app.log');
      const file = newFile({ filename, ...(eol !== undefined && { eol }) });
      for (const text of texts) file.log(infoOf(text));
      file.end();
      await heard(file, 'finish');
      const expected = texts.map((text) => `${text}${eol ?? EOL}`).join('');
      expect(readFileSync(filename).equals(Buffer.from(expected))).toBe(true);
    });
  }

  it('are all there at finish, long ones too [complaint 3]', async () => {
    const filename = join(newFolder(), 'app.log');
    const log = createLogger({ transports: [newFile({ filename })], format: winston.format.json() });
    const pad = 'x'.repeat(2_048);
    for (let n = 0; n < 5_000; n += 1) log.info(`${n} ${pad}`);
    log.end();
    await heard(log, 'finish');
    const lines = readFileSync(filename, 'utf8').trimEnd().split(EOL);
    expect(lines.map((line) => Number.parseInt((JSON.parse(line) as { message: string }).message, 10))).toEqual(
      Array.from({ length: 5_000 }, (_, n) => n),
    );
  });

  it('are there when flush resolves, and logged comes when they are', async () => {
    const filename = join(newFolder(), 'app.log');
    const file = newFile({ filename });
    const info = infoOf('told');
    const told = heard(file, 'logged');
    file.log(info);
    expect(await told).toEqual([info]);
    expect(readFileSync(filename, 'utf8')).toBe(`told${EOL}`);
    file.log(infoOf('flushed'));
    expect(await file.flush()).toMatchObject({ pending: 0 });
    expect(readFileSync(filename, 'utf8')).toBe(`told${EOL}flushed${EOL}`);
  });

  it('go at once after a pause, and together in a burst', async () => {
    const filename = join(newFolder(), 'app.log');
    const file = newFile({ filename });
    await heard(file, 'open');
    file.log(infoOf('alone'));
    await turn();
    expect(readFileSync(filename, 'utf8')).toBe(`alone${EOL}`);
    const writes = vi.spyOn(fs, 'writeSync');
    for (let n = 0; n < 1_000; n += 1) file.log(infoOf(`${n}`));
    await file.flush();
    expect(writes.mock.calls.length).toBeGreaterThan(0);
    expect(writes.mock.calls.length).toBeLessThan(10);
  });

  it('are not made for a silent transport', async () => {
    const filename = join(newFolder(), 'app.log');
    const file = newFile({ filename, silent: true, lazy: true });
    file.log(infoOf('silent'), () => {});
    expect(await file.flush()).toEqual({ delivered: 0, pending: 0 });
    expect(fs.existsSync(filename)).toBe(false);
  });

  it('of two Files on one file stay whole, and none is lost', async () => {
    const filename = join(newFolder(), 'app.log');
    const files = [newFile({ filename }), newFile({ filename })];
    for (let n = 0; n < 2_000; n += 1) files[n % 2]?.log(infoOf(`${n}`.repeat(50)));
    await Promise.all(files.map((file) => file.flush()));
    const lines = readFileSync(filename, 'utf8').trimEnd().split(EOL);
    expect(new Set(lines)).toEqual(new Set(Array.from({ length: 2_000 }, (_, n) => `${n}`.repeat(50))));
    expect(lines).toHaveLength(2_000);
  });

  it('come to a file that was deleted, with its folder, as a new one', async () => {
    const filename = join(newFolder(), 'logs', 'app.log');
    const file = newFile({ filename });
    await heard(file, 'open');
    fs.rmSync(dirname(filename), { recursive: true });
    file.log(infoOf('again'));
    await file.flush();
    expect(readFileSync(filename, 'utf8')).toBe(`again${EOL}`);
  });
});
