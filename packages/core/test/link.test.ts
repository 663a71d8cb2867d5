import { describe, expect, it } from 'vitest';
import { decodeLinkMessage, encodeLinkMessage, LINK_VERSION, type LinkMessage } from '../src/index.ts';

const MESSAGES: readonly LinkMessage[] = [
  { type: 'hello', version: LINK_VERSION, token: 'secret' },
  { type: 'welcome', version: LINK_VERSION, maxBatchBytes: 1000, maxRecordBytes: 100 },
  { type: 'batch', seq: 1, records: 2, bytes: 64, encoding: 'gzip' },
  { type: 'ack', seq: 1, accepted: 1, duplicates: 0, rejected: [{ index: 1, code: 'not_json', message: 'no JSON' }] },
  { type: 'nack', seq: 2, status: 503, code: 'TAILRACE_BUSY', message: 'busy', retryAfterMillis: 1000 },
  { type: 'goodbye', status: 401, code: 'TAILRACE_UNAUTHORIZED', message: 'no token' },
];

describe('a message on a link [E2]', () => {
  it.each(MESSAGES.map((message) => [message.type, message] as const))(
    '%s is one line and is read back',
    (_, message) => {
      const line = encodeLinkMessage(message);
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(decodeLinkMessage(line)).toEqual(message);
    },
  );

  it.each([
    ['no JSON', '{'],
    ['no object', '"ack"'],
    ['null', 'null'],
    ['an unknown type', '{"type":"poem"}'],
    ['a type from the prototype', '{"type":"constructor"}'],
    ['a missing field', '{"type":"batch","seq":1}'],
    ['a negative number', '{"type":"batch","seq":1,"records":1,"bytes":-1}'],
    ['a fraction', '{"type":"batch","seq":1.5,"records":1,"bytes":1}'],
    ['an object for a list', '{"type":"ack","seq":1,"accepted":1,"duplicates":0,"rejected":{}}'],
  ])('%s is none', (_, line) => {
    expect(decodeLinkMessage(line)).toBeUndefined();
  });
});
