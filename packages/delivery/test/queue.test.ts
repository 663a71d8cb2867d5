import { describe, expect, it } from 'vitest';
import { EntryQueue } from '../src/queue.ts';
import { QueuedEntry } from '../src/queued-entry.ts';

describe('the queue', () => {
  const entry = (body: string, severity = 9, route = ''): QueuedEntry =>
    new QueuedEntry(body, 0, severity, route, body);

  it('forgets routes that are empty, so that many routes do not fill memory', () => {
    const queue = new EntryQueue('newest');
    for (let index = 0; index < 100; index += 1) queue.push(entry(`r${index}`, 9, `route${index}`));
    expect(queue.routes).toBe(100);
    while (queue.take({ records: 10, bytes: 1000 }, Number.POSITIVE_INFINITY) !== undefined);
    expect([queue.routes, queue.records, queue.bytes]).toEqual([0, 0, 0]);
  });

  it('finds the next batch without a look at every route', () => {
    const queue = new EntryQueue('newest');
    const routes = 2_000;
    for (let index = 0; index < routes; index += 1) {
      const queued = entry(`r${index}`, 9, `route${index}`);
      queued.queuedAt = index;
      queue.push(queued);
    }
    let looks = 0;
    const look = (): boolean => {
      looks += 1;
      return false;
    };
    const taken: string[] = [];
    for (let batch; (batch = queue.take({ records: 10, bytes: 1000 }, routes, look)) !== undefined; ) {
      taken.push(...batch.map(({ route }) => route));
    }
    expect(taken).toEqual(Array.from({ length: routes }, (_, index) => `route${index}`));
    expect(looks).toBe(routes);
  });

  it('takes full routes in turn before any is due, and passes over those that rest', () => {
    const queue = new EntryQueue('newest');
    for (let index = 0; index < 12; index += 1) queue.push(entry(`${index}`, 9, index % 2 === 0 ? 'even' : 'odd'));
    queue.push(entry('lonely', 9, 'other'));
    const limits = { records: 2, bytes: 1000 };
    const next = (isResting?: (route: string) => boolean): string[] | undefined =>
      queue.take(limits, -1, isResting)?.map(({ body }) => body as string);
    expect([next(), next(), next()]).toEqual([
      ['0', '2'],
      ['1', '3'],
      ['4', '6'],
    ]);
    expect(next((route) => route === 'odd')).toEqual(['8', '10']);
    expect([next(), next(), next()]).toEqual([['5', '7'], ['9', '11'], undefined]);
    expect(queue.take(limits, 0)?.map(({ body }) => body)).toEqual(['lonely']);
  });

  it('looks anew for full routes when batches become smaller', () => {
    const queue = new EntryQueue('newest');
    for (const body of ['a', 'b', 'c']) queue.push(entry(body, 9, body));
    queue.push(entry('b2', 9, 'b'));
    expect(queue.take({ records: 5, bytes: 1000 }, -1)).toBeUndefined();
    expect(queue.take({ records: 5, bytes: 3 }, -1)?.map(({ body }) => body)).toEqual(['b', 'b2']);
  });

  it('takes an entry larger than a batch alone', () => {
    const queue = new EntryQueue('newest');
    queue.push(entry('x'.repeat(50)));
    queue.push(entry('y'));
    expect(queue.take({ records: 10, bytes: 10 }, 0)?.length).toBe(1);
  });

  it('evicts from the middle of a route without breaking its order', () => {
    const queue = new EntryQueue('oldest');
    for (const [body, severity] of [
      ['error', 17],
      ['a', 9],
      ['b', 9],
      ['fatal', 21],
      ['c', 9],
    ] as const) {
      queue.push(entry(body, severity));
    }
    expect(queue.evictFor(entry('d'))?.body).toBe('a');
    expect(queue.evictFor(entry('d'))?.body).toBe('b');
    expect(queue.takeAll().map(({ body }) => body)).toEqual(['error', 'fatal', 'c']);
  });
});
