import { plainRecord } from '@tailrace/core/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPrefix, indexName } from '../src/index-name.ts';

describe('indexName', () => {
  it('is the same for all records where nothing of them is in it', () => {
    expect(indexName('dataStream', 'logs-shop-default')).toMatchObject({ fixed: 'logs-shop-default', usesKind: false });
    expect(indexName('dataStream', 'logs-shop-default').pattern()).toBe('logs-shop-default');
  });

  it('takes service, kind, level and day from the record', () => {
    const name = indexName('index', 'logs-{service}-{kind}-{level}-{date}');
    expect(name.of(plainRecord())).toBe('logs-shop-log-info-2026.11.22');
    expect(name.of(plainRecord({ kind: 'llm.call', service: 'Web Shop/eu-1' }))).toBe(
      'logs-web_shop_eu_1-llm.call-info-2026.11.22',
    );
    expect(name.pattern('llm.call')).toBe('logs-*-llm.call-*-*');
  });

  it('is one that Elasticsearch takes, whatever a record holds', () => {
    const name = indexName('index', '{service}-{kind}-{level}-{date}');
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.oneof(fc.string(), fc.constant(undefined)),
        fc.double(),
        (service, kind, timestamp) => {
          const made = name.of({
            ...plainRecord(),
            service,
            level: service,
            timestamp,
            ...(kind !== undefined && { kind }),
          });
          expect(made).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
          expect(Buffer.byteLength(made)).toBeLessThanOrEqual(255);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('refuses names that Elasticsearch would not take, and words it does not know', () => {
    for (const wrong of ['Logs', '-logs', '_logs', '.logs', 'lo gs', 'logs/*', 'a#b', 'a:b', '..', '']) {
      expect(() => indexName('index', wrong), wrong).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
    }
    expect(() => indexName('index', 'logs-{user}')).toThrow(/not \{user\}/);
  });

  it('allows a template only for names that begin with words of their own', () => {
    for (const broad of [
      '{service}-logs',
      'a-{service}',
      'logs-{service}',
      'logs-{service}-default',
      'traces-x{kind}',
    ]) {
      expect(() => checkPrefix('dataStream', indexName('dataStream', broad)), broad).toThrow(/other indexes/);
    }
    for (const own of ['logs-shop.{service}-default', 'shop-{date}', 'logs-tailrace-{kind}', 'x']) {
      expect(() => checkPrefix('dataStream', indexName('dataStream', own)), own).not.toThrow();
    }
  });
});
