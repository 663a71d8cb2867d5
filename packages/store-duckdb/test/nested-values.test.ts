import { compilePredicate, parseQueryStrict } from '@tailrace/query';
import { encodeRecord } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { Parameters } from '../src/parameters.ts';
import { NO_ATTRIBUTE_COLUMNS } from '../src/field-sql.ts';
import { filterToSql } from '../src/to-sql.ts';
import { makeFolder, makeRecords, messagesOf, openStore, START } from './records.ts';

/** Values that JSON can write in more than one way, and those that only look like others. */
const VALUES: readonly unknown[] = [
  12_345,
  '12345',
  '012345',
  12_345.5,
  1e-7,
  0.001,
  0.0005,
  1e21,
  2 ** 53,
  -12_345,
  -0,
  true,
  'true',
  'Eu-Central-1',
  'a "quoted" word',
  'back\\slash',
  'tab\there',
  '/v1/orders',
  'Straße',
  'ИМЯ',
  'x\u007fy',
  '',
  null,
  [12_345, 'eu-central-1'],
  [],
  { id: 12_345 },
];

const QUESTIONS = [
  'user.id=12345',
  'user.id:"12345"',
  'user.id=12345.5',
  'user.id=0.0000001',
  'user.id=0.001',
  'user.id=0.0005',
  'user.id=1000000000000000000000',
  'user.id=9007199254740992',
  'user.id=-12345',
  'user.id=0',
  'user.id:true',
  'user.id:eu-central-1',
  String.raw`user.id:"a \"QUOTED\" word"`,
  String.raw`user.id:"back\\slash"`,
  'user.id:"tab\there"',
  'user.id:"/V1/orders"',
  'user.id:straße',
  'user.id:имя',
  'user.id:"x\u007fy"',
  'user.id:""',
  'user.id:(12345 OR "eu-central-1")',
  'user.id!=12345',
  'user.id:*',
  '-user.id:*',
  'user.id:null',
  'user.id>12344',
  'user.id.id=12345',
  'user.*:12345 OR user.id:/^eu/i',
];

describe('values within an attribute', () => {
  it('are found as they are in memory, in write-ahead files and in segments', async () => {
    const store = await openStore(await makeFolder());
    const records = makeRecords(VALUES.length).map((record, index) => ({
      ...record,
      // A column of its own besides, so that DuckDB writes the rest of the JSON anew.
      attributes: { status: index, user: { id: VALUES[index] as never, other: '12345x' } },
    }));
    const bare = makeRecords(3, START + 100_000).map((record) => ({ ...record, message: `bare ${record.message}` }));
    await store.append([...records, ...bare]);
    const wires = [...records, ...bare].map((record) => JSON.parse(encodeRecord(record)) as never);
    for (let round = 0; round < 2; round += 1) {
      for (const question of QUESTIONS) {
        const matches = compilePredicate(parseQueryStrict(question).filter);
        const wanted = wires.filter((record) => matches(record)).map(({ message }) => message);
        expect(await messagesOf(store, question), question).toEqual(wanted);
      }
      await store.compact();
    }
  });

  it('are parsed only where their JSON has the name and the value in it', () => {
    const sqlOf = (text: string) => {
      const parameters = new Parameters();
      const sql = filterToSql(parseQueryStrict(text).filter, NO_ATTRIBUTE_COLUMNS, parameters);
      return { hints: sql.match(/contains\((lower\()?attributes/g)?.length ?? 0, values: parameters.values, sql };
    };
    const { sql, values } = sqlOf('count=12345');
    expect(sql).toMatch(/^\(contains\(attributes, \$\d::VARCHAR\) AND \(contains\(attributes, /);
    expect(values).toEqual(expect.arrayContaining(['"count"', '12345']));
    expect(sqlOf('name:"a\\"b"').hints).toBe(1);
    expect(sqlOf('count>5').hints).toBe(1);
    expect(sqlOf('"näme":5').hints).toBe(1);
  });
});
