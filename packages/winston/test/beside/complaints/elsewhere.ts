import type { Complaint } from '../complaints.ts';

const ELASTIC = 'transport-elasticsearch/test/elasticsearch-transport.test.ts';

/** Of transports that others have made. They run unchanged; what is theirs is mended in transports of Tailrace. */
export const elsewhere: readonly Complaint[] = [
  {
    number: 11,
    threads: 'winston-elasticsearch PR#226, #219, #165, #218',
    symptom: 'One refused document, and its whole batch is sent up to 400 times',
    verdict: 'mended',
    answer:
      'In `@tailrace/transport-elasticsearch`: only what failed is tried again, what is refused goes to the dead letters.',
    shownBy: [
      { file: ELASTIC, title: 'tries again only the documents that were turned away, and stores each once' },
      { file: ELASTIC, title: 'puts a document that conflicts with the mapping into the dead letters' },
    ],
  },
  {
    number: 12,
    threads: 'winston-loki#176, #117, #68',
    symptom: 'Lines are lost while a batch is sent; `finish` comes before',
    verdict: 'kept',
    answer: "It is in that package's code. `await logger.flush()` asks its own `flush` as well.",
    shownBy: [
      { file: 'winston/test/beside/flush.test.ts', title: 'asks transports to flush that can, and waits for them' },
    ],
  },
  {
    number: 28,
    threads: 'winston-elasticsearch#68, #72, #48, #27, PR#224',
    symptom: 'An unbounded buffer while Elasticsearch is down',
    verdict: 'mended',
    answer: 'In `@tailrace/transport-elasticsearch`: a bounded queue, a spool on disk, a breaker.',
    shownBy: [
      {
        file: 'delivery/test/robustness.test.ts',
        title: 'sends what is in memory, what was taken over, and what came later',
      },
      { file: ELASTIC, title: 'sends again what was cut off before the answer, and knows what is there already' },
    ],
  },
  {
    number: 29,
    threads: 'winston-elasticsearch#90, #103',
    symptom: '`finish` before the documents are sent; the transport is gone after an error',
    verdict: 'mended',
    answer: 'In `@tailrace/transport-elasticsearch`: `finish` means stored, and it never emits `error`.',
    shownBy: [{ file: ELASTIC, title: 'has created a document of every record when the logger has finished' }],
  },
  {
    number: 30,
    threads: 'winston-elasticsearch#203, #177',
    symptom: 'No template; data streams refuse what is sent',
    verdict: 'mended',
    answer:
      'In `@tailrace/transport-elasticsearch`: data streams are the default, policy and template are put in place first.',
    shownBy: [
      {
        file: 'transport-elasticsearch/test/setup.test.ts',
        title: 'is a policy and a template of the declared fields, once',
      },
    ],
  },
  {
    number: 31,
    threads: 'winston-daily-rotate-file#372, #368, #359, #296, #403',
    symptom: '`maxFiles` is ignored after a change of options or a restart',
    verdict: 'mended',
    answer: 'In `@tailrace/transport-file`: what is kept is decided by what is in the folder.',
    shownBy: [
      { file: 'transport-file/test/housekeeping.test.ts', title: 'are kept by number, whichever process made them' },
    ],
  },
  {
    number: 32,
    threads: 'winston-daily-rotate-file#411, #369, #147, #196, #102',
    symptom: 'A file that cannot be deleted ends the process; several processes pass the bound',
    verdict: 'mended',
    answer: 'In `@tailrace/transport-file`: failures are reported and tried again; several processes share files.',
    shownBy: [
      {
        file: 'transport-file/test/housekeeping.test.ts',
        title: 'that cannot be deleted are reported, and the others go',
      },
      {
        file: 'transport-file/test/file-transport.test.ts',
        title: 'shares a file with other processes: every line is whole',
      },
    ],
  },
  {
    number: 39,
    threads: 'winston-cloudwatch#213, #193, #137, #152',
    symptom: 'In a function in the cloud lines come one call late',
    verdict: 'mended',
    answer: '`await logger.flush()` at the end of each invocation; transports that have a `flush` are asked to.',
    shownBy: [
      { file: 'winston/test/beside/flush.test.ts', title: 'asks transports to flush that can, and waits for them' },
    ],
  },
  {
    number: 40,
    threads: 'winston-syslog#145',
    symptom: 'A connection that has died is not noticed',
    verdict: 'mended',
    answer: 'In `@tailrace/transport-tcp`: it is heard before the next batch, and a new one is made.',
    shownBy: [
      {
        file: 'transport-tcp/test/plain.test.ts',
        title: 'hears the end of an idle connection before it sends, and makes a new one',
      },
    ],
  },
];
