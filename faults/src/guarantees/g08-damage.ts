import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { must } from '../verdict.ts';
import type { GuaranteeBench } from './bench.ts';
import type { Guarantee } from './guarantee.ts';

/** A file that ends in the middle of a line, as a machine leaves it that lost its power. */
async function tornLine(bench: GuaranteeBench): Promise<string> {
  mkdirSync(dirname(bench.oracle.address), { recursive: true });
  appendFileSync(bench.oracle.address, '{"message":"torn');
  const { transport, log } = bench.open();
  log(3);
  await bench.flushed(transport);
  const arrived = await bench.arrived();
  const first = arrived.includes(bench.message(0));
  must(
    bench.messages(1, 3).every((message) => arrived.includes(message)),
    `Arrived: ${arrived.join(' ')}`,
  );
  return first ? 'a torn line stays alone' : 'a torn line spoils the next';
}

export const g08: Guarantee = {
  id: 'G8',
  title: 'damage at the start',
  file: 'g08-damage.ts',
  async check(bench) {
    if (!bench.spooled) return tornLine(bench);
    await bench.away();
    const first = bench.open({ durability: 'process', endMillis: 20 });
    await Promise.all(first.log(10).map(({ settled }) => settled));
    await bench.end(first.transport);
    const [segment = ''] = bench.files(bench.state, '.seg');
    const bytes = readFileSync(segment);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(segment, bytes);
    await bench.oracle.become('up');
    const second = bench.open();
    await bench.flushed(second.transport);
    const { dropped, adopted } = second.transport.books();
    must(adopted === 10 && JSON.stringify(dropped) === '{"spool_damaged":1}', `Dropped: ${JSON.stringify(dropped)}`);
    must((await bench.arrived()).length === 9, 'More than one record was lost to one bit.');
    must(
      second.events.some(({ name }) => name === 'spool.damaged'),
      'Nobody was told.',
    );
    return 'one flipped bit costs one record, counted';
  },
};
