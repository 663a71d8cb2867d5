import { describe, expect, it } from 'vitest';
import { chain, createRecord, type LogRecord, redact, WITHHELD_MESSAGE } from '../../src/index.ts';
import { harness, record } from './records.ts';
import { attributes, redacted } from './redacted.ts';

describe('redact looks everywhere', () => {
  const canary = 'canary.secret@example.com';

  it('in messages, attributes, errors with stacks, causes and properties, and origin', () => {
    const cause = Object.assign(new Error(`cause ${canary}`), { query: { by: canary } });
    const error = new AggregateError([new Error(`inner ${canary}`)], `outer ${canary}`, { cause });
    const one = createRecord({
      message: `hello ${canary}`,
      error,
      logger: canary,
      service: canary,
      host: canary,
      source: { module: canary, line: 1 },
      attributes: {
        deep: [[{ x: { y: canary } }]],
        map: new Map<unknown, unknown>([
          ['k', canary],
          [canary, 1],
        ]),
        set: new Set([canary]),
        url: new URL('https://x.example/?mail=canary.secret@example.com'),
        json: { toJSON: () => ({ mail: canary }) },
        boxed: new String(canary),
        instance: new (class {
          readonly mail = canary;
        })(),
        failed: new Error(canary),
        regexp: /password=canary/,
        [canary]: true,
      },
    });
    const made = chain(redact());
    const out = made.apply(one) as LogRecord;
    const text = JSON.stringify(out, (_, value: unknown) =>
      value instanceof Map || value instanceof Set ? [...value] : value instanceof RegExp ? String(value) : value,
    );
    expect(text).not.toContain('canary');
    expect(out.error?.stack).toContain('[redacted]');
    expect(out.source?.line).toBe(1);
  });

  it('in numbers', () => {
    expect(
      attributes({ card: 4111111111111111, phone: 13812345678, big: 4111111111111111n, at: 1763828536123 }),
    ).toEqual({
      card: '[redacted]',
      phone: '[redacted]',
      big: '[redacted]',
      at: 1763828536123,
    });
  });

  it('and replaces what it cannot look at', () => {
    const cycle: Record<string, unknown> = { mail: canary };
    cycle['self'] = cycle;
    expect(chain(redact()).apply(record({ attributes: cycle }))?.attributes).toEqual({
      mail: '[redacted]',
      self: '[Circular]',
    });
    let deep: unknown = canary;
    for (let depth = 0; depth < 50; depth += 1) deep = { deep };
    expect(JSON.stringify(attributes({ deep }))).toContain('not scanned: too deep');
    expect(attributes({ list: Array.from({ length: 100 }, () => canary) }, { maxValues: 50 })).toEqual({
      list: '[not scanned: too large]',
    });
    const throwing = {
      get bad(): string {
        throw new Error(canary);
      },
      mail: canary,
      fine: 1,
    };
    expect(chain(redact()).apply(record({ attributes: { throwing } }))?.attributes).toEqual({
      throwing: { bad: '[not scanned: threw]', mail: '[redacted]', fine: 1 },
    });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(chain(redact()).apply(record({ attributes: { proxy } }))?.attributes).toEqual({
      proxy: '[not scanned: threw]',
    });
  });

  it('in the scanned part of a text, and cuts the rest off', () => {
    const text = `${'x'.repeat(90)} ${canary} ${'y'.repeat(50)}${canary}`;
    const out = redacted({ message: text }, { maxTextLength: 120 }).message;
    expect(out).not.toContain('canary');
    expect(out).toMatch(/…\[\d+ characters not scanned\]$/);
  });

  it('does not make a prototype of a key', () => {
    const out = attributes(JSON.parse('{"__proto__":{"mail":"a@b.io"},"password":"x"}') as Record<string, unknown>);
    expect(JSON.stringify(out)).toBe('{"__proto__":{"mail":"[redacted]"},"password":"[redacted]"}');
  });

  it('withholds the content of a record that it fails on', () => {
    const answer = (): string => {
      throw new Error('broken');
    };
    const { chain: made, out, reports } = harness(redact({ answer }));
    made.offer(record({ message: canary }));
    expect(out[0]?.message).toBe(WITHHELD_MESSAGE);
    expect(reports).toHaveLength(1);
  });
});
