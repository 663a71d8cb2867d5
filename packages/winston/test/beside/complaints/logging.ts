import type { Complaint } from '../complaints.ts';

const CALL = 'winston/test/pipeline/call.test.ts';
const STOCK_TRANSPORTS = 'winston/test/beside/quirks/stock-transports.ts';

/** What is written, from where, and at what cost. */
export const logging: readonly Complaint[] = [
  {
    number: 15,
    threads: 'winston#2029, #1596, #1788, #1864',
    symptom: '`defaultMeta` wins or loses by the form of the call',
    verdict: 'option',
    answer:
      "`metaOrder: 'call'`: the call's, then the child's, then the default. The default is Winston's order, since files would change.",
    shownBy: [{ file: CALL, title: 'lets the call win over the child, and the child over the default' }],
  },
  {
    number: 16,
    threads: 'winston#1338, PR#1562, #2470',
    symptom: 'Errors are written as `{}`, or empty',
    verdict: 'option',
    answer:
      "`errors: 'whole'` writes all that they know, wherever they are. The default is Winston's, since files would change.",
    shownBy: [{ file: CALL, title: 'says of an error all that it knows, wherever it is' }],
  },
  {
    number: 17,
    threads: 'winston#2446',
    symptom: 'The cause of an error is written as `{}`',
    verdict: 'option',
    answer: "`errors: 'whole'`.",
    shownBy: [{ file: CALL, title: 'says it of an error that is the info, the message, or comes behind the message' }],
  },
  {
    number: 18,
    threads: 'pino-std-serializers#86, otel-js-contrib PR#3672',
    symptom: 'What an AggregateError has gathered is lost',
    verdict: 'option',
    answer: "`errors: 'whole'`.",
    shownBy: [{ file: CALL, title: 'says what an aggregate has gathered' }],
  },
  {
    number: 23,
    threads: 'winston#2365, #1933, #1430',
    symptom: 'Formats and transports change what the next transport is given',
    verdict: 'mended',
    answer: 'Each transport has a copy of its own, unless it says `readsOnly`.',
    shownBy: [{ difference: 'own-copy' }, { difference: 'own-splat' }],
  },
  {
    number: 24,
    threads: 'winston#1626',
    symptom: 'The asynchronous context is lost in transports; metadata cannot change',
    verdict: 'mended',
    answer:
      "The context is that of the call, and its trace ids and fields are on the line. `defaultMeta` and a child's metadata may be functions.",
    shownBy: [
      { file: 'winston/test/logger/outlets.test.ts', title: 'hears the asynchronous context of the call' },
      { difference: 'context' },
      { difference: 'child-meta-function' },
    ],
  },
  {
    number: 25,
    threads: 'winston#1854',
    symptom: 'A child cannot have a level of its own',
    verdict: 'mended',
    answer: '`child(meta, { level })`, or `child.level = …` at any time.',
    shownBy: [
      { difference: 'child-level' },
      { file: 'winston/test/child.test.ts', title: 'lets more through than the root' },
    ],
  },
  {
    number: 26,
    threads: 'winston#1923, #1692',
    symptom: '`child.add()` adds to the root and the siblings',
    verdict: 'option',
    answer: '`child(meta, { transports })`. `child.add()` stays what it is: applications add to the root by it.',
    shownBy: [
      { difference: 'child-second-argument' },
      { file: 'winston/test/child-transports.test.ts', title: 'take what the child and its children log' },
      { file: 'winston/test/beside/quirks/meta.ts', title: 'add() of a child adds to the root, for the siblings too' },
    ],
  },
  {
    number: 27,
    threads: 'winston-transport#203',
    symptom: "A transport's level overrides the logger's",
    verdict: 'option',
    answer: 'Kept, since it is how Winston is configured. `levelByLogger` is a bound that no transport passes.',
    shownBy: [
      {
        file: 'winston/test/pipeline/levels.test.ts',
        title: 'turn a library down for transports with a level of their own as well',
      },
      {
        file: 'winston/test/beside/quirks/levels.ts',
        title: "a transport's level wins over the logger's, in both directions",
      },
    ],
  },
  {
    number: 34,
    threads: 'winston#1970',
    symptom: 'Http: 204 is a failure, nothing is tried again, a batch at the end fails',
    verdict: 'mended',
    answer: 'Any 2xx is a success; the rest is tried again; a batch is sent at the end.',
    shownBy: [
      { difference: 'http-any-success' },
      {
        file: 'winston/test/transports/http.test.ts',
        title: 'sends the rest of a batch at the end, without waiting for more',
      },
    ],
  },
  {
    number: 35,
    threads: 'winston#2528, PR#2601, #1925',
    symptom: 'Types break old call sites, and declare what is not there',
    verdict: 'mended',
    answer: 'The types take what Winston takes; what is not there at run time is not declared.',
    shownBy: [
      { file: 'winston/test/types.test.ts', title: 'let what compiles with winston compile unchanged' },
      { file: 'winston/test/types.test.ts', title: 'let formats compile that were written when a message was text' },
    ],
  },
  {
    number: 37,
    threads: 'winston#1580, PR#2390',
    symptom: '`handleRejections` is unclear; `winston.handleRejections` throws',
    verdict: 'mended',
    answer: 'It works, on transports and as `rejections.handle()`; `winston.handleRejections()` does what it says.',
    shownBy: [
      { difference: 'handle-rejections' },
      {
        file: 'winston/test/surface-last-words.test.ts',
        title: 'is logged as winston logs it, and ends the process with its code',
      },
    ],
  },
  {
    number: 38,
    threads: 'winston#2306, #1739',
    symptom: '`meta.message` is appended to the message',
    verdict: 'option',
    answer: "`metaMessageKey` keeps it under a key of its own. The default is Winston's, since files would change.",
    shownBy: [{ file: CALL, title: "keeps the metadata's message apart from the call's" }],
  },
  {
    number: 41,
    threads: 'winston#2626, #905',
    symptom: 'Costly messages are made for lines that nobody wants',
    verdict: 'mended',
    answer: 'What nobody wants is not formatted, and a message may be a function that is called where somebody does.',
    shownBy: [{ difference: 'unwanted-not-formatted' }, { difference: 'lazy-message' }],
  },
  {
    number: 42,
    threads: 'winston#2116, #1079',
    symptom: 'Secrets and personal data get into files',
    verdict: 'option',
    answer: '`filter: redact(…)` takes them out before any format or transport, wherever they are in the call.',
    shownBy: [{ file: 'winston/test/pipeline/bytes.test.ts', title: 'what a filter takes out is in no line' }],
  },
  {
    number: 43,
    threads: 'winston#2096, pino#1325',
    symptom: 'Slow, and no benchmarks',
    verdict: 'mended',
    answer: '`pnpm bench winston` measures it beside its peers; the figures are in `benchmarks/results/winston.md`.',
    shownBy: [
      { difference: 'unwanted-not-formatted' },
      {
        file: 'winston/test/beside/sorted-json.test.ts',
        title: 'writes what safe-stable-stringify writes, or leaves it to others',
      },
    ],
  },
  {
    number: 44,
    threads: 'winston#1544, #981',
    symptom: 'Console goes past `console.log`, where debuggers look',
    verdict: 'kept',
    answer: 'Winston has `forceConsole: true` for it, and so has ours.',
    shownBy: [{ file: STOCK_TRANSPORTS, title: 'the Console transport by the methods of the console' }],
  },
];
