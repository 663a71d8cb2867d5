import { Diagnostics, type LogRecord, newRecordId } from '@tailrace/core';
import { parseQueryStrict, type TableAnswer } from '@tailrace/query';
import { withService } from '@tailrace/services';
import { MemoryStore } from '@tailrace/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore, type PostgresStore } from '../../src/index.ts';

const TIME = Date.UTC(2026, 10, 20);

function record(message: string, parts: Partial<LogRecord> = {}): LogRecord {
  return { id: newRecordId(TIME), timestamp: TIME, level: 'info', severity: 9, message, ...parts };
}

withService({ describe, it, beforeAll, afterAll }, 'postgresql', {}, (postgresql) => {
  let store: PostgresStore;
  const nul = record('a\0b', { attributes: { 'key\0': 'value\0', plain: 'x', list: ['\0', 'y'] }, service: 's\0' });
  const mark = record('a\ufffdb', { attributes: { 'key\ufffd': 'value\ufffd' } });

  beforeAll(async () => {
    const schema = `awkward_${process.pid}_${Date.now()}`;
    store = await openPostgresStore({ url: postgresql().url, schema, diagnostics: new Diagnostics() });
    await store.append([nul, mark]);
  });
  afterAll(() => store.close());

  const found = async (text: string): Promise<string[]> => {
    const { filter, pipes } = parseQueryStrict(text);
    const answer = await store.query({ filter, pipes, order: 'oldest' });
    return answer.kind === 'records' ? answer.records.map(({ id }) => (id === nul.id ? 'nul' : 'mark')) : [];
  };

  it('come back as they were, with what no column of the server can hold', async () => {
    const read = await store.get(nul.id);
    expect(read).toMatchObject({ message: 'a\0b', service: 's\0', attributes: nul.attributes });
    expect(Object.keys(read?.attributes ?? {})).toContain('key\0');
  });

  it('are told from those that only look like them [X3]', async () => {
    expect(await found('"\ufffd"')).toEqual(['mark']);
    expect(await found('-"\ufffd"')).toEqual(['nul']);
    expect(await found('message="a\ufffdb"')).toEqual(['mark']);
    expect(await found('message!="a\ufffdb"')).toEqual(['nul']);
    expect(await found('-"key\ufffd":*')).toEqual(['nul']);
    expect(await found('"a\0"')).toEqual(['nul']);
    expect(await found('plain:x')).toEqual(['nul']);
    expect(await found('list:y')).toEqual(['nul']);
    expect(await found('-service:"s\ufffd"')).toEqual(['nul', 'mark']);
  });

  it('keep a statistic from being computed of what stands in the columns', async () => {
    const { filter, pipes } = parseQueryStrict('* | count by service');
    expect(await store.query({ filter, pipes })).toMatchObject({
      rows: [
        ['s\0', 1],
        [null, 1],
      ],
    });
  });

  it('are kept with the others where they have no level, which the columns need', async () => {
    const schema = `levels_${process.pid}_${Date.now()}`;
    const levels = await openPostgresStore({ url: postgresql().url, schema, diagnostics: new Diagnostics() });
    // Half a surrogate pair is mended, and what is no level moves away meanwhile.
    const empty = record('none\ud800', { level: '' });
    const given = [record('before'), empty, record('after')];
    expect(await levels.append(given)).toMatchObject({ accepted: 3, rejected: [] });
    const inMemory = new MemoryStore();
    await inMemory.append(given);
    expect(await levels.get(empty.id)).toEqual(await inMemory.get(empty.id));
    const { filter, pipes } = parseQueryStrict('* | count by level');
    const { rows } = (await levels.query({ filter, pipes })) as TableAnswer;
    expect(rows).toEqual(((await inMemory.query({ filter, pipes })) as TableAnswer).rows);
    await levels.close();
  });

  it('may have a sum beyond the largest number, which is an error to the server', async () => {
    const schema = `sums_${process.pid}_${Date.now()}`;
    const sums = await openPostgresStore({ url: postgresql().url, schema, diagnostics: new Diagnostics() });
    const inMemory = new MemoryStore();
    const given = ['a', 'b'].map((message) => record(message, { attributes: { size: Number.MAX_VALUE } }));
    await Promise.all([sums.append(given), inMemory.append(given)]);
    const { filter, pipes } = parseQueryStrict('* | sum(size), avg(size), max(size) by level');
    const { rows } = (await sums.query({ filter, pipes })) as TableAnswer;
    expect(rows).toEqual(((await inMemory.query({ filter, pipes })) as TableAnswer).rows);
    await sums.close();
  });
});
