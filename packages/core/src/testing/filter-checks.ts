import { isDeepStrictEqual } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Filter } from '../filter/filter.ts';
import type { LogRecord } from '../record/log-record.ts';
import type { AwkwardRecord } from './awkward-records.ts';
import { driven, fail, recordsOfManyKinds, severe, traced } from './filter-drive.ts';

type Create = () => Filter;

export function standsEveryRecord(create: Create, records: readonly AwkwardRecord[]): void {
  for (const { name, make } of records) {
    const { chain, reports } = driven(create());
    const record = make();
    chain.offer(record);
    chain.offer(record);
    chain.flush();
    const [report] = reports;
    if (report !== undefined) fail(`with ${name}: ${report.message} ${String(report.error)}`);
  }
}

export function changesNothing(create: Create, records: readonly AwkwardRecord[]): void {
  const plain = records.filter((record) => record.plain).map(({ make }) => make());
  for (const record of [
    ...plain,
    ...recordsOfManyKinds(50),
    severe('error', 0),
    ...canaryRecords('canary@example.com'),
  ]) {
    const before = structuredClone(record);
    const { chain } = driven(create());
    for (let time = 0; time < 3; time += 1) chain.offer(record);
    chain.flush();
    if (!isDeepStrictEqual(record, before)) fail(`a record was changed: ${JSON.stringify(before)}`);
  }
}

export async function keepsItsBooks(create: Create): Promise<void> {
  const { chain, clock, reports, balance } = driven(create());
  for (const [index, record] of recordsOfManyKinds(2000).entries()) {
    chain.offer(record);
    if (index % 100 === 0) await clock.advance(700);
    balance();
  }
  chain.flush();
  balance();
  const [report] = reports;
  if (report !== undefined) fail(`${report.message} ${String(report.error)}`);
}

export async function passesOnce(create: Create): Promise<void> {
  const { chain, clock, out } = driven(create());
  for (const [index, record] of recordsOfManyKinds(1000).entries()) {
    chain.offer(record);
    if (index % 100 === 0) await clock.advance(700);
  }
  chain.flush();
  const ids = new Set<string>();
  for (const { id } of out) {
    if (ids.has(id)) fail(`a record left the filter twice: ${id}`);
    ids.add(id);
  }
}

export function flushesEverything(create: Create): void {
  const { chain, out } = driven(create());
  for (const record of recordsOfManyKinds(500)) chain.offer(record);
  chain.flush();
  const { held } = chain.counts();
  if (held !== 0) fail(`${held} records are still held after a flush`);
  const left = out.length;
  chain.flush();
  if (out.length !== left) fail('a second flush let more go');
}

export function holdsSnapshots(create: Create): void {
  const { chain, out } = driven(create());
  const user = { name: 'before' };
  for (let index = 0; index < 200; index += 1) {
    chain.offer({ ...traced(index % 5), id: `id-${index}`, attributes: { user }, message: 'the same' });
  }
  const atOnce = out.length;
  user.name = 'after';
  chain.flush();
  for (const record of out.slice(atOnce)) {
    if (JSON.stringify(record.attributes)?.includes('after')) fail('a record says what was written into it later');
  }
}

export async function wakesWithReason(create: Create): Promise<void> {
  const { chain, clock, timers } = driven(create());
  for (const record of recordsOfManyKinds(200)) chain.offer(record);
  const before = timers.set;
  await clock.advance(60_000);
  const wakes = timers.set - before;
  if (wakes > 1000) fail(`it was woken ${wakes} times in a minute in which nothing came`);
  chain.flush();
  await clock.advance(60_000);
  if (clock.pending > 0) fail('it still wants to be woken after a flush and a quiet minute');
}

export function weighsAtLeastOne(create: Create): void {
  for (const { sampleRate } of weighed(create).out) {
    if (sampleRate !== undefined && !(sampleRate >= 1 && Number.isFinite(sampleRate)))
      fail(`a weight is ${sampleRate}`);
  }
}

export function weighsRight(create: Create, weights: 'exact' | 'expected' | 'unchanged'): void {
  const { given, out } = weighed(create);
  if (weights === 'unchanged') {
    const before = new Map(given.map(({ id, sampleRate = 1 }) => [id, sampleRate]));
    for (const { id, sampleRate = 1 } of out) {
      if (before.has(id) && before.get(id) !== sampleRate) fail(`a weight of ${before.get(id)} became ${sampleRate}`);
    }
    return;
  }
  const came = sum(given);
  const left = sum(out);
  // A record that is kept with the probability 1/w and the weight w adds w - 1 to the variance, w - 1 times as often.
  const variance = weights === 'exact' ? 0 : out.reduce((total, { sampleRate = 1 }) => total + sampleRate ** 2, 0);
  if (Math.abs(left - came) > 5 * Math.sqrt(variance) + 1e-6 * came) {
    fail(`the weights of what came add up to ${came}, of what left to ${left}`);
  }
}

export function boundsItsMemory(create: Create): void {
  const { chain, out } = driven(create());
  const offer = (from: number, to: number): void => {
    for (let index = from; index < to; index += 1) {
      const key = `key ${index} ${'of some length '.repeat(15)}`;
      chain.offer({ ...traced(index), message: key, logger: key, attributes: { key, [key]: index } });
      out.length = 0;
    }
  };
  offer(0, 15_000);
  const before = liveBytes();
  offer(15_000, 45_000);
  const grown = liveBytes() - before;
  if (grown > 6_000_000) fail(`30,000 more keys took ${Math.round(grown / 1e6)} MB`);
}

export async function sparesErrors(create: Create): Promise<void> {
  const { chain, clock, out } = driven(create());
  const given = new Set<string>();
  for (let index = 0; index < 1200; index += 1) {
    const level = ['error', 'fatal', 'security', 'audit', 'AUDIT', 'debug', 'info'][index % 7] ?? 'info';
    const record = severe(level, index);
    if (level !== 'debug' && level !== 'info') given.add(record.id);
    chain.offer(record);
    if (index % 300 === 0) await clock.advance(400);
  }
  chain.flush();
  for (const { id, sampleRate = 1 } of out) {
    if (given.delete(id) && sampleRate !== 1) fail(`an error or audit was given the weight ${sampleRate}`);
  }
  if (given.size > 0) fail(`${given.size} errors and audits did not pass`);
}

export function isRepeatable(create: Create): void {
  const ids = [create(), create()].map((filter) => {
    const { chain, out } = driven(filter);
    for (let index = 0; index < 2000; index += 1) chain.offer({ ...traced(index), id: `id-${index}` });
    return out.filter(({ id }) => id.startsWith('id-')).map(({ id }) => id);
  });
  if (!isDeepStrictEqual(ids[0], ids[1])) fail('two filters of the kind kept different records');
}

export function removesAll(create: Create, removes: readonly string[]): void {
  for (const canary of removes) {
    const { chain, out } = driven(create());
    for (const record of canaryRecords(canary)) {
      chain.offer(record);
      chain.offer(record);
    }
    chain.flush();
    if (out.length === 0) fail('nothing left the filter');
    for (const record of out) {
      if (JSON.stringify(record).includes(canary)) fail(`'${canary}' came through in ${JSON.stringify(record)}`);
    }
  }
}

/** Records with text in every place where text can be. */
function canaryRecords(canary: string): LogRecord[] {
  const error = { name: 'Error', message: `failed for ${canary}`, stack: `Error: failed for ${canary}\n    at x` };
  return [
    { ...traced(1), message: `to ${canary}, now` },
    { ...traced(2), attributes: { deep: [{ list: ['x', canary] }], text: `(${canary})` } },
    { ...traced(3), attributes: { [canary]: true } },
    { ...severe('error', 4), error: { ...error, cause: error, errors: [error], attributes: { by: canary } } },
  ];
}

function weighed(create: Create): { given: LogRecord[]; out: LogRecord[] } {
  const { chain, out } = driven(create());
  const given = Array.from({ length: 6000 }, (_, index) => {
    const record = { ...traced(index), message: `message ${index % 3}` };
    return index % 2 === 0 ? record : { ...record, sampleRate: 5 };
  });
  for (const record of given) chain.offer(record);
  chain.flush();
  return { given, out };
}

function sum(records: readonly LogRecord[]): number {
  return records.reduce((total, { sampleRate = 1 }) => total + sampleRate, 0);
}

/** Bytes of live heap: garbage is collected first, with or without a flag for Node. */
function liveBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
