import { Diagnostics, type LogRecord, newRecordId } from '@tailrace/core';
import { parseQueryStrict } from '@tailrace/query';
import { withService } from '@tailrace/services';
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
});
