// What the filter chain costs a record: level, redact (five paths and every detector), rate limit, sample; and whether
// memory grows over ten million records.
//   node filter-chain.mjs [RECORDS] [RUNS] [RECORDS_FOR_MEMORY]
import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { chain, encodeRecord, level, newRecordId, rateLimit, redact, sample } from '@tailrace/core';
import { machine, median, writeResult } from './report.mjs';

const count = Number(process.argv[2] ?? 300_000);
const runs = Number(process.argv[3] ?? 9);
const countForMemory = Number(process.argv[4] ?? 10_000_000);
const GOAL_NANOS = 2000;

const POOL = 4096;
const plain = Array.from({ length: POOL }, (_, index) => record(index, {}));
const secret = Array.from({ length: POOL }, (_, index) =>
  record(index, { contact: `user${index}@example.com`, payment: { card: '4111 1111 1111 1111' } }),
);
const bytes = Math.round(plain.reduce((sum, one) => sum + encodeRecord(one).length, 0) / POOL);

const paths = ['user.password', 'payment.card', 'headers.authorization', 'items[*].secret', 'session.*.key'];
const everything = { perSecond: 1e9, by: 'message' };

/** @type {[string, object[], () => ((one: object) => unknown)][]} */
const contestants = [
  ['JSON.stringify of the record', plain, () => (one) => JSON.stringify(one)],
  [
    'a deep clone by a set of keys',
    plain,
    () => cloneWithout(new Set(['password', 'card', 'authorization', 'secret', 'key'])),
  ],
  ['chain of level', plain, () => apply(level('debug'))],
  ['chain of rateLimit, all pass', plain, () => apply(rateLimit(everything))],
  ['chain of rateLimit, most are dropped', plain, () => apply(rateLimit({ perSecond: 10, by: 'message' }))],
  ['chain of sample, a tenth is kept', plain, () => apply(sample(0.1))],
  ['chain of redact, five paths', plain, () => apply(redact({ paths, usualKeys: false, detectors: [] }))],
  ['chain of redact, five paths, all keys and detectors', plain, () => apply(redact({ paths }))],
  [
    '**level, redact, rateLimit, sample: a tenth is kept**',
    plain,
    () => apply(level('debug'), redact({ paths }), rateLimit(everything), sample(0.1)),
  ],
  [
    'level, rateLimit, sample, redact: a tenth is kept',
    plain,
    () => apply(level('debug'), rateLimit(everything), sample(0.1), redact({ paths })),
  ],
  [
    'level, redact, rateLimit, sample: all are kept',
    plain,
    () => apply(level('debug'), redact({ paths }), rateLimit(everything), sample(1)),
  ],
  [
    'the same, with a card and an address to redact in each',
    secret,
    () => apply(level('debug'), redact({ paths }), rateLimit(everything), sample(1)),
  ],
];

const nanos = new Map(contestants.map(([name]) => [name, []]));
const ready = contestants.map(([name, records, make]) => ({ name, records, run: make() }));
for (const one of ready) measure(one);
for (let round = 0; round < runs; round += 1) {
  for (const one of ready) nanos.get(one.name).push(measure(one));
}
const memory = memoryOverMany();

const base = median(nanos.get('JSON.stringify of the record'));
const rows = [...nanos].map(([name, costs]) => {
  const cost = median(costs);
  return `| ${name} | ${Math.round(cost)} | ${Math.round(Math.min(...costs))}–${Math.round(Math.max(...costs))} | ${(cost / base).toFixed(2)} |`;
});
const whole = median(nanos.get('**level, redact, rateLimit, sample: a tenth is kept**'));
await writeResult(
  'filter-chain',
  `# The filter chain

${count.toLocaleString('en')} records of ${bytes} bytes on the wire; medians of ${runs} interleaved runs, nanoseconds of processor a record.

| | ns | least–most | against JSON.stringify |
| --- | --- | --- | --- |
${rows.join('\n')}

Goal: level, redact, rate limit and sample in ${GOAL_NANOS} ns. Reached: ${Math.round(whole)} ns: ${whole <= GOAL_NANOS ? 'met' : 'not met'}.

Over ${countForMemory.toLocaleString('en')} records through that chain the live heap went from ${memory.before} MB (after the first tenth) to ${memory.after} MB;
${memory.kept.toLocaleString('en')} were kept, and their weights add up to ${memory.weight.toLocaleString('en')}.

${machine()}
`,
);

function apply(...filters) {
  const made = chain(...filters);
  return (one) => made.apply(one);
}

function measure({ records, run }) {
  const before = process.cpuUsage();
  for (let index = 0; index < count; index += 1) run(records[index % POOL]);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / count;
}

function memoryOverMany() {
  const made = chain(level('debug'), redact({ paths }), rateLimit(everything), sample(0.1));
  let kept = 0;
  let weight = 0;
  made.connect(({ sampleRate = 1 }) => {
    kept += 1;
    weight += sampleRate;
  });
  // Traces and messages are new for every record: nothing may remember them.
  const offer = (from, to) => {
    for (let index = from; index < to; index += 1) {
      const one = plain[index % POOL];
      const low = Math.imul(index, 0x9e3779b1) >>> 0;
      const traceId = one.traceId.slice(0, 18) + low.toString(16).padStart(8, '0') + one.traceId.slice(26);
      made.offer({ ...one, traceId, message: `${one.message} ${index}` });
    }
  };
  offer(0, countForMemory / 10);
  const before = liveMegabytes();
  offer(countForMemory / 10, countForMemory);
  made.flush();
  return { before, after: liveMegabytes(), kept, weight: Math.round(weight) };
}

function liveMegabytes() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  collect();
  collect();
  return (process.memoryUsage().heapUsed / 1e6).toFixed(1);
}

/** About 390 bytes: six attributes, one of them an object, a time, a trace. */
function record(index, more) {
  return {
    id: newRecordId(),
    timestamp: Date.now(),
    level: 'info',
    severity: 9,
    message: `request for order ${index % 50} completed`,
    logger: 'http.server',
    service: 'shop',
    traceId: createHash('md5').update(String(index)).digest('hex'),
    attributes: {
      method: 'GET',
      url: `/api/v1/orders/${index % 1000}`,
      status: 200,
      duration_ms: 12.5 + (index % 100),
      request_id: `req-${index}`,
      user: { id: `u-${index % 977}`, name: 'Ada', plan: 'pro' },
      ...more,
    },
  };
}

function cloneWithout(keys) {
  const clone = (value) => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(clone);
    const copy = {};
    for (const key of Object.keys(value)) copy[key] = keys.has(key) ? '[redacted]' : clone(value[key]);
    return copy;
  };
  return clone;
}
