import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import winston from 'winston';
import { createLogger } from '../../src/logger/create-logger.ts';
import { dualWrite } from '../../src/migration/index.ts';
import { File } from '../../src/transports/index.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('a dual write from Winston to ours [A11]', () => {
  it('writes the same bytes to both when it is mirrored, and the whole to both together when it is switched', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'migration-'));
    folders.push(folder);
    const filename = join(folder, 'new.log');
    let old = '';
    // Not Winston's File, which may lose lines at its end.
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done): void {
        old += chunk.toString();
        done();
      },
    });
    const format = winston.format.combine(winston.format.errors({ stack: true }), winston.format.json());
    const options = { level: 'debug', format, defaultMeta: { service: 'shop' } };
    const logger = dualWrite({
      from: winston.createLogger({ ...options, transports: new winston.transports.Stream({ stream }) }),
      to: () => createLogger({ ...options, transports: new File({ filename }) as never }),
      share: 1,
    });
    for (let id = 0; id < 100; id += 1) {
      const child = logger.child({ requestId: `r${id}` });
      child.info('begun');
      child.debug('query %s', 'of it', { rows: id });
      child.error(new Error(`boom ${id}`));
      child.log({ level: 'warn', message: 'ended', millis: id });
    }
    logger.migration.set({ mode: 'switch', share: 0.5 });
    for (let id = 0; id < 100; id += 1) logger.info('switched', { requestId: `r${id}`, id });
    await new Promise((resolve) => logger.once('finish', resolve).end());
    const lines = [old, readFileSync(filename, 'utf8')].map((text) => text.split('\n').slice(0, -1));
    const mirrored = lines.map((each) => each.filter((line) => !line.includes('"switched"')));
    expect(mirrored[0]).toHaveLength(400);
    expect(mirrored[1]).toEqual(mirrored[0]);
    const switched = lines.flat().filter((line) => line.includes('"switched"'));
    expect(new Set(switched).size).toBe(100);
    expect(switched).toHaveLength(100);
  });
});
