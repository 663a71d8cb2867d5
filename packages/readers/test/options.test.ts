import { describe, expect, it } from 'vitest';
import { readRecords } from '../src/index.ts';
import { read } from './collect.ts';

describe('options', () => {
  it('throw at once where they cannot be', () => {
    expect(() => readRecords('x', { timezone: 'UTC' } as never)).toThrow("Did you mean 'timeZone'?");
    expect(() => readRecords('x', { format: 'winstn' })).toThrow("Did you mean 'winston'?");
    expect(() => readRecords('x', { timeZone: 'Mars/Olympus' })).toThrow('IANA');
  });

  it('fill in service, host and attributes', async () => {
    const [record] = await read('hello\n', { service: 'api', host: 'web-1', attributes: { file: 'a.log' } });
    expect(record).toMatchObject({ service: 'api', host: 'web-1', attributes: { file: 'a.log' } });
  });
});
