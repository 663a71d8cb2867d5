import { DESTINATION_MODES, type DestinationMode, POISON } from '@tailrace/delivery/testing';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { GuaranteeBench } from '../guarantees/bench.ts';
import type { Subject } from '../subjects/subject.ts';
import { must, tried, type Verdict } from '../verdict.ts';

const COUNT = 30;
/** What a destination may answer, or not answer, before it is well again [F5]. */
const MODES: readonly DestinationMode[] = DESTINATION_MODES.filter((mode) => mode !== 'up');

/** Whether everything arrives that may, through one kind of answer and after it. */
function throughMode(subject: Subject, mode: DestinationMode): Promise<Verdict> {
  return tried(`${subject.name}: a destination that is ${mode}`, 1, () =>
    GuaranteeBench.run(subject, async (bench) => {
      if (!bench.can(mode)) return 'cannot be';
      const { transport, log } = bench.open({ timeoutMillis: 300, batch: { records: 10 } });
      await bench.oracle.become(mode);
      log(COUNT - 1);
      log(1, { words: POISON });
      await bench.until('it was tried', () => {
        const { sends, failures, delivered } = transport.counts();
        return failures > 1 || (sends > 1 && delivered > 0);
      });
      if (mode === 'refuse-one') {
        await bench.flushed(transport);
        must(JSON.stringify(transport.books().dropped) === '{"dead_lettered":1}', JSON.stringify(transport.books()));
        await bench.arrivedAll(0, COUNT - 1);
        return `${COUNT - 1} arrived, the bad one is set aside`;
      }
      await bench.oracle.become('up');
      await bench.flushed(transport);
      await bench.arrivedAll(0, COUNT);
      must(Object.keys(transport.books().dropped).length === 0, JSON.stringify(transport.books()));
      return `${COUNT} arrived, ${(await bench.arrivals()).length - COUNT} of them again`;
    }),
  );
}

/** Whether records wait, and nothing is thrown, where there is no destination behind an address. */
function nobodyThere(subject: Subject, words: string, make: () => Promise<Nobody>): Promise<Verdict> {
  return tried(`${subject.name}: ${words}`, 1, () =>
    GuaranteeBench.run(subject, async (bench) => {
      const nobody = await make();
      try {
        const { transport, log, events } = bench.open(
          { timeoutMillis: 200, endMillis: 50 },
          { address: nobody.address(bench.oracle.address) },
        );
        log(COUNT);
        await bench.until('a send failed', () => transport.counts().failures > 0);
        must(transport.books().accepted === COUNT && transport.books().delivered === 0, 'Something was delivered.');
        must(Object.keys(transport.books().dropped).length === 0, JSON.stringify(transport.books()));
        await bench.end(transport);
        must(transport.books().spooled === COUNT, JSON.stringify(transport.books()));
        must(events.length > 0, 'Nobody was told.');
        return `${COUNT} wait in the spool`;
      } finally {
        await nobody.close();
      }
    }),
  );
}

interface Nobody {
  /** The address, made from that of a destination. */
  readonly address: (own: string) => string;
  readonly close: () => Promise<void>;
}

/** A name that has no address. */
function noSuchName(): Promise<Nobody> {
  return Promise.resolve({
    address: (own) => withHost(own, 'no-such-host.invalid'),
    close: () => Promise.resolve(),
  });
}

/** A server that accepts connections and then neither reads nor says anything. */
function silent(): Promise<Nobody> {
  return served(
    () => {},
    (own) => own,
  );
}

/** A server without TLS behind an address that asks for it. */
function noTls(): Promise<Nobody> {
  return served(
    (socket) => socket.end('no\n'),
    (own) => own.replace(/^(http|ws)(?=:)/, '$1s').replace(/^tcp(?=:)/, 'tls'),
  );
}

async function served(greet: (socket: Socket) => void, rewrite: (own: string) => string): Promise<Nobody> {
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: (own) => withHost(rewrite(own), '127.0.0.1', port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function withHost(own: string, host: string, port?: number): string {
  return own.replace(/127\.0\.0\.1(:\d+)?/, (_, given: string) => `${host}${port === undefined ? given : `:${port}`}`);
}

/** Every kind of answer, and of no answer, for one transport [F5]. */
export async function sinkMatrix(subject: Subject): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const mode of MODES) verdicts.push(await throughMode(subject, mode));
  if (subject.claims.keeps === 'in a spool') {
    verdicts.push(await nobodyThere(subject, 'a name that cannot be resolved', noSuchName));
    verdicts.push(await nobodyThere(subject, 'a connection that nobody reads', silent));
    verdicts.push(await nobodyThere(subject, 'TLS where there is none', noTls));
  }
  return verdicts.filter(({ finding }) => finding !== 'cannot be');
}
