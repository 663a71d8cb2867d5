// An application that logs through one transport and ends as it is told: node child.js ORDERS, as JSON.
import { newRecordId } from '@tailrace/core';
import { openSync, writeSync } from 'node:fs';
import winston from 'winston';
import type { ApplicationOrders, Way } from './application-orders.ts';
import { subjectOf } from './subjects/subjects.ts';

const orders = JSON.parse(process.argv[2] ?? '{}') as ApplicationOrders;
/** How many records are logged in one turn of the event loop. */
const PER_TURN = 20;
const READY_AFTER = 10;

const subject = await subjectOf(orders.subject);
const transport = subject.make(orders.address, {
  delivery: {
    durability: orders.durability,
    retry: { minMillis: 10, maxMillis: 100 },
    batch: { records: 100, ageMillis: 5 },
    endMillis: 20_000,
    deadLetters: { directory: orders.state },
    ...(subject.claims.keeps === 'in a spool' && { spool: { directory: orders.state, segmentBytes: 64 * 1024 } }),
  },
});
const logger = winston.createLogger({ transports: [transport] });

let logged = 0;
const tally = openSync(orders.logged, 'w');
/** Logs, and then writes down how much was logged, and dropped of it: what stands there holds however the process ends. */
function log(count: number): void {
  for (let index = 0; index < count; index += 1) logger.info(`${orders.tag}-${logged++}`);
  const dropped = Object.values(transport.books().dropped).reduce((sum, records) => sum + records, 0);
  writeSync(tally, JSON.stringify({ logged, dropped }), 0);
}

function say(word: string): void {
  writeSync(1, `${word}\n`);
}

const ways: Readonly<Record<Way, () => void | Promise<void>>> = {
  acknowledge() {
    const oracle = openSync(orders.acknowledged, 'a');
    let acknowledged = 0;
    const heard = (message: string): void => {
      writeSync(oracle, `${message}\n`);
      acknowledged += 1;
      if (acknowledged === READY_AFTER) say('ready');
    };
    const more = (): void => {
      for (let index = 0; index < PER_TURN; index += 1) {
        const message = `${orders.tag}-${logged++}`;
        const id = newRecordId();
        const receipt = transport.record({ id, timestamp: Date.now(), level: 'info', severity: 9, message });
        receipt.settled.then(
          () => heard(message),
          () => {},
        );
      }
      setTimeout(more, 1);
    };
    more();
  },
  exit() {
    log(orders.count);
    process.exit(0);
  },
  uncaughtException() {
    log(orders.count);
    throw new Error('the application failed');
  },
  signal() {
    log(orders.count);
    setInterval(() => log(PER_TURN), 1);
    say('ready');
  },
  'logger.end'() {
    log(orders.count);
    logger.on('finish', () => process.exit(0));
    logger.end();
  },
  async drain() {
    const answer = await transport.flush(60_000);
    say(JSON.stringify({ ...answer, books: transport.books() }));
    logger.end();
  },
};
void ways[orders.way]();
