import { until } from '@tailrace/core/testing';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { createLogger } from '../../src/logger/create-logger.ts';
import { heard, infoOf, newFile, newFolder, turn } from './fixtures.ts';

describe('query and stream', () => {
  it('find what was logged just now', async () => {
    const file = newFile({ filename: join(newFolder(), 'app.log') });
    const format = winston.format.combine(winston.format.timestamp(), winston.format.json());
    const log = createLogger({ transports: [file], format });
    // So many in turns of their own that the last have to wait for a write.
    for (let n = 0; n < 30; n += 1) {
      await turn();
      log.info(`m${n}`, { n });
    }
    const query = (options: object): Promise<{ n: number }[]> =>
      new Promise((resolve, reject) =>
        file.query(options, (error: Error | null, found: { n: number }[]) => (error ? reject(error) : resolve(found))),
      );
    expect((await query({})).map(({ n }) => n)).toEqual([29, 28, 27, 26, 25, 24, 23, 22, 21, 20]);
    expect(await query({ order: 'asc', rows: 2, fields: ['n'], start: 3 })).toEqual([{ n: 3 }, { n: 4 }]);
    const found = await new Promise<unknown>((resolve) =>
      (log as unknown as winston.Logger).query({ limit: 1 } as never, (_: unknown, all: unknown) => resolve(all)),
    );
    expect(found).toMatchObject({ file: [{ n: 29 }] });
  });

  it('answers nothing where there is no file yet', async () => {
    const file = newFile({ filename: join(newFolder(), 'app.log'), lazy: true });
    const found = await new Promise((resolve) => file.query((_: unknown, all: unknown) => resolve(all)));
    expect(found).toEqual([]);
  });

  it('stream tells each line that there is, or those behind the one that is asked for, and each that comes', async () => {
    const file = newFile({ filename: join(newFolder(), 'app.log') });
    await heard(file, 'open');
    for (const n of [1, 2]) file.log(infoOf(`{"n":${n}}`));
    const streams = [-1, 0].map((start) => file.stream({ start }) as NodeJS.ReadableStream & { destroy(): void });
    const told = streams.map((stream) => {
      const lines: unknown[] = [];
      stream.on('log', (line) => lines.push(line));
      return lines;
    });
    await until(() => told.flat().length === 3);
    file.log(infoOf('{"n":3}'));
    await Promise.all(streams.map((stream) => heard(stream, 'log')));
    expect(told).toEqual([
      [{ n: 1 }, { n: 2 }, { n: 3 }],
      [{ n: 2 }, { n: 3 }],
    ]);
    for (const stream of streams) stream.destroy();
  });
});
