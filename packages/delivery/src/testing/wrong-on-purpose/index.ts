import type { Batch, Entry, Outcome, Sink } from '../../sink.ts';
import { type MemoryDestination } from '../memory-destination.ts';
import { judge, MemorySink, SyncMemorySink, textOf } from '../memory-sink.ts';

/** A sink with one fault, and the check of the kit that finds it. */
export interface WrongSink {
  readonly name: string;
  /** The name of the check, as in `sinkKit`. */
  readonly caughtBy: string;
  readonly create: (destination: MemoryDestination) => Sink;
}

/** A sink that goes wrong in `send`. */
function wrong(
  name: string,
  caughtBy: string,
  send: (this: MemorySink, batch: Batch, signal: AbortSignal) => Promise<Outcome>,
): WrongSink {
  return {
    name,
    caughtBy,
    create: (destination) => Object.assign(new MemorySink(destination), { send }),
  };
}

const bodiesOf = (batch: Batch): string[] => batch.entries.map(textOf);

/** Sinks that are wrong on purpose: whoever changes the kit sees that it still catches each for its own reason. */
export const wrongSinks: readonly WrongSink[] = [
  {
    name: 'has no sound traits',
    caughtBy: 'declares its traits',
    create: (destination) => new MemorySink(destination, { maxRecords: 0 }),
  },
  wrong('sends nothing', 'delivers a single entry', () => Promise.resolve({ status: 'delivered' })),
  wrong(
    'forgets the last entry of a batch',
    'delivers every entry of a batch once, in order',
    async function send(batch, signal) {
      const bodies = bodiesOf(batch);
      return judge(await this.target.take(bodies.length > 1 ? bodies.slice(0, -1) : bodies, signal));
    },
  ),
  wrong('sends the newest first', 'delivers every entry of a batch once, in order', async function send(batch, signal) {
    return judge(await this.target.take(bodiesOf(batch).toReversed(), signal));
  }),
  wrong('sends everything twice', 'delivers every entry of a batch once, in order', async function send(batch, signal) {
    await this.target.take(bodiesOf(batch), signal);
    return judge(await this.target.take(bodiesOf(batch), signal));
  }),
  wrong('mends bodies', 'leaves bodies as they are', async function send(batch, signal) {
    return judge(
      await this.target.take(
        bodiesOf(batch).map((body) => body.replaceAll(/[^ -~]/g, '?')),
        signal,
      ),
    );
  }),
  {
    name: 'keeps what it has sent',
    caughtBy: 'keeps the order of batches that follow one another, and nothing of them',
    create: (destination) => {
      const kept: string[] = [];
      const send = async (batch: Batch, signal: AbortSignal): Promise<Outcome> => {
        kept.push(...bodiesOf(batch));
        return judge(await destination.take([...kept], signal));
      };
      return Object.assign(new MemorySink(destination), { send });
    },
  },
  wrong(
    'answers before the destination does',
    'calls nothing delivered before it has arrived',
    function send(batch, signal) {
      this.target.take(bodiesOf(batch), signal).catch(() => {});
      return Promise.resolve({ status: 'delivered' });
    },
  ),
  {
    name: 'writes later what it should write synchronously',
    caughtBy: 'writes everything before sendSync returns, where it has one',
    create: (destination) => {
      const sink = new SyncMemorySink(destination);
      const sendSync = (entries: readonly Entry[]): void => {
        setTimeout(() => destination.takeSync(entries.map(textOf)), 1);
      };
      return Object.assign(sink, { sendSync });
    },
  },
  wrong(
    'calls everything delivered that did not throw',
    'calls a failure on the destination\u2019s side retryable, and delivers at the next try',
    async function send(batch, signal) {
      await this.target.take(bodiesOf(batch), signal);
      return { status: 'delivered' };
    },
  ),
  wrong(
    'does not pass on Retry-After',
    'calls a busy destination retryable, and passes on how long it asks to be left alone',
    async function send(batch, signal) {
      const outcome = judge(await this.target.take(bodiesOf(batch), signal));
      return outcome.status === 'retryable' ? { status: 'retryable', reason: outcome.reason } : outcome;
    },
  ),
  wrong(
    'hides what the network said',
    'calls an absent destination retryable, and delivers once it is there',
    async function send(batch, signal) {
      return judge(
        await this.target.take(bodiesOf(batch), signal).catch((error: unknown) => {
          if ((error as { code?: string }).code === 'ECONNREFUSED') throw new Error('Sending failed.');
          throw error;
        }),
      );
    },
  ),
  wrong(
    'takes a cut connection for success',
    'does not call delivered what was cut off before the answer',
    async function send(batch, signal) {
      try {
        return judge(await this.target.take(bodiesOf(batch), signal));
      } catch (error) {
        if ((error as { code?: string }).code === 'ECONNRESET') return { status: 'delivered' };
        throw error;
      }
    },
  ),
  wrong(
    'does not heed its signal',
    'ends soon after its signal is aborted, and then has not delivered',
    async function send(batch) {
      return judge(await this.target.take(bodiesOf(batch)));
    },
  ),
  wrong('tries again by itself', 'tries once for each send', async function send(batch, signal) {
    const first = await this.target.take(bodiesOf(batch), signal);
    return judge(first.status === 500 ? await this.target.take(bodiesOf(batch), signal) : first);
  }),
  wrong(
    'overlooks refused entries',
    'blames one bad entry alone: the others arrive',
    async function send(batch, signal) {
      const answer = await this.target.take(bodiesOf(batch), signal);
      return judge({ ...answer, rejected: [] });
    },
  ),
  wrong(
    'tries refused entries for ever',
    'blames one bad entry alone: the others arrive',
    async function send(batch, signal) {
      const outcome = judge(await this.target.take(bodiesOf(batch), signal));
      if (outcome.status !== 'partial') return outcome;
      return { status: 'partial', retry: outcome.rejected.map(({ index }) => index), rejected: [] };
    },
  ),
  wrong(
    'takes a wrong token for a wrong record',
    'tells refused access from refused content',
    async function send(batch, signal) {
      const outcome = judge(await this.target.take(bodiesOf(batch), signal));
      return outcome.status === 'refused' && outcome.cause === 'access' ? { ...outcome, cause: 'content' } : outcome;
    },
  ),
  wrong('tries a batch again that is too large', 'says when a batch is too large', async function send(batch, signal) {
    const outcome = judge(await this.target.take(bodiesOf(batch), signal));
    return outcome.status === 'refused' && outcome.cause === 'size' ? { status: 'retryable', reason: '413' } : outcome;
  }),
  wrong('prints', 'prints nothing', async function send(batch, signal) {
    process.stderr.write('sending\n');
    return judge(await this.target.take(bodiesOf(batch), signal));
  }),
  wrong('changes entries', 'leaves entries as they are', async function send(batch, signal) {
    const outcome = judge(await this.target.take(bodiesOf(batch), signal));
    for (const entry of batch.entries) (entry as { body: string | Uint8Array }).body = '';
    return outcome;
  }),
  {
    name: 'looks at the last batch again, of which it says that it was borrowed',
    caughtBy: 'reads nothing of entries whose send has ended, where it says that it borrows them',
    create: (destination) => {
      let last: Batch | undefined;
      const send = async (batch: Batch, signal: AbortSignal): Promise<Outcome> => {
        const again = last === undefined ? [] : bodiesOf(last);
        last = batch;
        const bodies = bodiesOf(batch).filter((body) => !again.includes(body));
        return judge(await destination.take(bodies, signal));
      };
      return Object.assign(new MemorySink(destination, { borrows: true }), { send });
    },
  },
  {
    name: 'mixes up batches that are under way at once',
    caughtBy: 'delivers two batches at once, where it is not ordered',
    create: (destination) => {
      let current: string[] = [];
      const send = async (batch: Batch, signal: AbortSignal): Promise<Outcome> => {
        current = bodiesOf(batch);
        await Promise.resolve();
        return judge(await destination.take(current, signal));
      };
      return Object.assign(new MemorySink(destination, { ordered: false }), { send });
    },
  },
  {
    name: 'writes something of its own when it is closed',
    caughtBy: 'has nothing left to do when it is closed',
    create: (destination) => {
      const close = (): Promise<void> => {
        destination.takeSync(['bye']);
        return Promise.resolve();
      };
      return Object.assign(new MemorySink(destination), { close });
    },
  },
];
