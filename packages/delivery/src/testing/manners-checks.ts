import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { textOf } from './memory-sink.ts';
import type { SinkCheck } from './sink-check.ts';

/** A sink is a guest in the application. */
export const mannersChecks: readonly SinkCheck[] = [
  {
    name: 'prints nothing',
    mode: 'broken',
    run: async ({ destination, entries, send }) => {
      const printed = await whatIsPrinted(async () => {
        await send(entries(1));
        await destination.become('up');
        await send(entries(1));
      });
      strictEqual(printed, '', 'what was printed');
    },
  },
  {
    name: 'leaves entries as they are',
    mode: 'up',
    run: async ({ entries, send }) => {
      const batch = entries(3);
      const before = JSON.stringify(batch);
      await send(batch);
      strictEqual(JSON.stringify(batch), before);
    },
  },
  {
    name: 'delivers two batches at once, where it is not ordered',
    mode: 'slow',
    run: async ({ sink, destination, entries, send }) => {
      if (sink.traits.ordered) return;
      const first = entries(5);
      const second = entries(5);
      const outcomes = await Promise.all([send(first), send(second)]);
      deepStrictEqual(outcomes, [{ status: 'delivered' }, { status: 'delivered' }]);
      deepStrictEqual([...(await destination.received())].sort(), [...first, ...second].map(textOf).sort());
    },
  },
  {
    name: 'reads nothing of entries whose send has ended, where it says that it borrows them',
    mode: 'up',
    run: async ({ sink, entries, send }) => {
      if (sink.traits.borrows !== true) return;
      const read: string[] = [];
      let isOver = false;
      const watched = entries(3).map(
        (entry) =>
          new Proxy(entry, {
            get(target, name) {
              if (isOver) read.push(String(name));
              return Reflect.get(target, name) as unknown;
            },
          }),
      );
      await send(watched);
      isOver = true;
      await send(entries(1));
      await sink.close?.();
      strictEqual(read.join(), '', 'what was read of entries whose send had ended');
    },
  },
  {
    name: 'has nothing left to do when it is closed',
    mode: 'up',
    run: async ({ sink, entries, send, expectArrived }) => {
      const batch = entries(2);
      await send(batch);
      await sink.close?.();
      await expectArrived(batch);
    },
  },
];

/** Answers what is written to stdout and stderr meanwhile, which goes there all the same. */
async function whatIsPrinted(action: () => Promise<void>): Promise<string> {
  let printed = '';
  const streams = [process.stdout, process.stderr] as const;
  const writes = streams.map((stream) => stream.write.bind(stream));
  streams.forEach((stream, index) => {
    stream.write = (chunk: string | Uint8Array, ...rest: []) => {
      printed += Buffer.from(chunk as string).toString('utf8');
      return writes[index]!(chunk, ...rest);
    };
  });
  try {
    await action();
  } finally {
    streams.forEach((stream, index) => {
      stream.write = writes[index]!;
    });
  }
  return printed;
}
