import { type ContractKit, contractKit } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { EncodedBatch } from '../src/batch.ts';
import type { Outcome, Sink } from '../src/sink.ts';
import {
  type Destination,
  HttpDestination,
  MemoryDestination,
  MemorySink,
  sinkKit,
  SyncMemorySink,
  wrongSinks,
} from '../src/testing/index.ts';

const memory = (create: (destination: MemoryDestination) => Sink, name = 'sink'): ContractKit =>
  sinkKit({
    name,
    destination: () => Promise.resolve(new MemoryDestination()),
    create: (destination) => create(destination as MemoryDestination),
  });

memory((destination) => new MemorySink(destination), 'an ordered sink').register({ describe, it });
memory((destination) => new SyncMemorySink(destination), 'a synchronous sink').register({ describe, it });
memory((destination) => new MemorySink(destination, { borrows: true }), 'a sink that borrows').register({
  describe,
  it,
});
memory((destination) => new MemorySink(destination, { ordered: false }), 'an unordered sink').register({
  describe,
  it,
});

/** The least that speaks HTTP to the kit's own server. */
function fetchSink(destination: Destination): Sink {
  return {
    traits: { ordered: false, repeats: 'possible' },
    async send(batch, signal): Promise<Outcome> {
      const body = Buffer.from(await batch.encode('newline', 'gzip'));
      const response = await fetch(destination.address, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' },
        signal,
      });
      const text = await response.text();
      if (response.status === 401) return { status: 'refused', cause: 'access', reason: '401' };
      if (response.status === 413) return { status: 'refused', cause: 'size', reason: '413' };
      if (!response.ok) {
        const seconds = response.headers.get('retry-after');
        return {
          status: 'retryable',
          reason: String(response.status),
          ...(seconds !== null && { retryAfterMillis: Number(seconds) * 1000 }),
        };
      }
      const { rejected } = JSON.parse(text) as { rejected: { index: number; message: string }[] };
      if (rejected.length === 0) return { status: 'delivered' };
      return {
        status: 'partial',
        retry: [],
        rejected: rejected.map(({ index, message }) => ({ index, reason: message })),
      };
    },
  };
}

sinkKit({
  name: 'a sink before a real HTTP server',
  destination: () => HttpDestination.start(),
  create: fetchSink,
}).register({ describe, it });

describe('the kit on sinks that are wrong on purpose', () => {
  for (const { name, caughtBy, create } of wrongSinks) {
    it(`catches the one that ${name}`, async () => {
      const checks = memory(create).checks.filter((check) => check.name === caughtBy);
      const findings = await contractKit(name, checks).findings();
      expect(findings).toMatchObject([{ name: caughtBy, ok: false }]);
    });
  }

  it('has a wrong sink for every check', () => {
    const names = memory((destination) => new MemorySink(destination)).checks.map(({ name }) => name);
    const caught = new Set(wrongSinks.map(({ caughtBy }) => caughtBy));
    expect(names.filter((name) => !caught.has(name))).toEqual([]);
  });
});

describe('a batch', () => {
  const entry = (body: string | Uint8Array) => ({ id: 'id', timestamp: 0, severity: 9, route: '', body });
  const text = async (
    bodies: (string | Uint8Array)[],
    framing: 'newline' | 'nul' | 'octet-count' | 'json-array' | 'none',
  ) => Buffer.from(await new EncodedBatch(bodies.map(entry)).encode(framing)).toString('utf8');

  it('sets entries apart as each framing demands, strings and bytes alike', async () => {
    const bodies = ['ä', Buffer.from('b'), 'c'];
    expect(await text(bodies, 'newline')).toBe('ä\nb\nc\n');
    expect(await text(bodies, 'nul')).toBe('ä\0b\0c\0');
    expect(await text(bodies, 'octet-count')).toBe('2 ä1 b1 c');
    expect(await text(bodies, 'none')).toBe('äbc');
    expect(await text(['1', Buffer.from('2')], 'json-array')).toBe('[1,2]');
    expect(await text([], 'newline')).toBe('');
    expect(await text([], 'json-array')).toBe('[]');
  });

  it('is encoded once for each framing and compression', async () => {
    const batch = new EncodedBatch([entry('x')]);
    expect(batch.encode('newline')).toBe(batch.encode('newline'));
    expect(batch.encode('newline')).not.toBe(batch.encode('newline', 'br'));
    await Promise.all([batch.encode('newline', 'br'), batch.encode('newline', 'gzip')]);
  });
});
