import { TailraceError } from '@tailrace/core';
import type { Overflow } from '@tailrace/delivery';
import { must } from '../verdict.ts';
import type { GuaranteeBench, Opened } from './bench.ts';
import type { Guarantee } from './guarantee.ts';

const ROOM = 10;
const LOGGED = 30;

/** Logs more than there is room for within one turn, the last of it an error. */
async function overflow(bench: GuaranteeBench, opened: Opened): Promise<{ arrived: string[]; lost: number }> {
  opened.log(LOGGED - 1);
  opened.log(1, { level: 'error' });
  await bench.flushed(opened.transport);
  const arrived = await bench.arrived();
  const { dropped } = opened.transport.books();
  const lost = dropped.queue_full ?? 0;
  must(arrived.length + lost === LOGGED, `${arrived.length} arrived and ${lost} were counted as lost.`);
  must(arrived.includes(bench.message(LOGGED - 1)), 'The error was lost, and it is the last to go.');
  return { arrived, lost };
}

const POLICIES: readonly {
  readonly name: string;
  readonly policy: Overflow;
  readonly holds: (bench: GuaranteeBench, found: { arrived: string[]; lost: number }) => boolean;
}[] = [
  {
    name: 'drop newest',
    policy: 'drop-newest',
    holds: (bench, { arrived, lost }) => lost === LOGGED - ROOM && arrived.includes(bench.message(0)),
  },
  {
    name: 'drop oldest',
    policy: 'drop-oldest',
    holds: (bench, { arrived, lost }) => lost === LOGGED - ROOM && !arrived.includes(bench.message(0)),
  },
  {
    name: 'drop below a level',
    policy: { dropBelow: 'warn' },
    holds: (_, { lost }) => lost === LOGGED - ROOM,
  },
  { name: 'spill to disk', policy: 'spill', holds: (_, { lost }) => lost === 0 },
  { name: 'write synchronously', policy: 'write-sync', holds: (_, { lost }) => lost === 0 },
];

export const g05: Guarantee = {
  id: 'G5',
  title: 'when the queue is full, a choice of',
  file: 'g05-when-full.ts',
  async check(outer) {
    const offered: string[] = [];
    for (const { name, policy, holds } of POLICIES) {
      await outer.fresh(async (bench) => {
        let opened: Opened;
        try {
          opened = bench.open({ capacity: { records: ROOM }, overflow: policy });
        } catch (error) {
          must(error instanceof TailraceError && error.code === 'TAILRACE_BAD_OPTION', String(error));
          return;
        }
        const found = await overflow(bench, opened);
        must(holds(bench, found), `${name}: ${found.lost} lost, ${found.arrived.join(' ')} arrived`);
        offered.push(name);
      });
    }
    return offered.join(', ');
  },
};
