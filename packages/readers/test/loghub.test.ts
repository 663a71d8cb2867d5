import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectFormat } from '../src/index.ts';
import { collect } from './collect.ts';
import { APPLICATIONS } from './loghub-expectations/applications.ts';
import { DISTRIBUTED_SYSTEMS } from './loghub-expectations/distributed-systems.ts';
import { OPERATING_SYSTEMS } from './loghub-expectations/operating-systems.ts';
import { SUPERCOMPUTERS } from './loghub-expectations/supercomputers.ts';

const EXPECTATIONS = { ...DISTRIBUTED_SYSTEMS, ...SUPERCOMPUTERS, ...OPERATING_SYSTEMS, ...APPLICATIONS };
const FOLDER = join(__dirname, '../../../../shared/data/loghub');

// The real files are not part of the repository; beside it they are found.
describe.skipIf(!existsSync(FOLDER))('the log files of 16 real systems', () => {
  for (const [name, { format, lines }] of Object.entries(EXPECTATIONS)) {
    const path = join(FOLDER, `${name}_2k.log`);

    it(`reads time, level and message of ${name} as a person does`, async () => {
      const { entries } = await collect(path, { year: 2005 });
      for (const { line, time, level, ...fields } of lines) {
        const entry = entries.find((candidate) => candidate.line === line);
        expect(entry?.record, `line ${line}`).toMatchObject({ timestamp: Date.parse(time), level, ...fields });
      }
    });

    it(`loses no line of ${name} and gives each record an id of its own`, async () => {
      const { entries, report } = await collect(path);
      const expected = readFileSync(path, 'utf8')
        .replace(/\r?\n$/, '')
        .split(/\r?\n/);
      expect(entries.flatMap((entry) => entry.raw.split('\n'))).toEqual(expected);
      expect(report).toMatchObject({ lines: 2000, records: 2000, formats: { [format]: 2000 }, cutLines: 0 });
      expect(new Set(entries.map((entry) => entry.record.id)).size).toBe(2000);
    });

    it(`finds the format of ${name} by its first ten lines`, () => {
      const sample = readFileSync(path, 'utf8').split(/\r?\n/).slice(0, 10);
      expect(detectFormat(sample)[0]).toMatchObject({ name: format, share: 1 });
    });
  }

  it('keeps the order of lines that share a time [G3]', async () => {
    const { records } = await collect(join(FOLDER, 'Linux_2k.log'), { year: 2005 });
    const disordered = records.filter((record, index) => {
      const before = records[index - 1];
      return before !== undefined && before.timestamp === record.timestamp && before.id > record.id;
    });
    expect(disordered).toEqual([]);
  });
});
