import { IdentitySource, type LogRecord, severityOf } from '@tailrace/core';
import { ATTACKS } from './attacks.ts';
import { nastyAttributes } from './corpus-attributes.ts';
import { Random } from './random.ts';

/** When the corpus begins. */
export const CORPUS_START: number = Date.UTC(2026, 2, 14, 9, 0, 0);
export const CORPUS_SIZE = 5200;
/** So many records share each timestamp. */
const PER_MILLISECOND = 4;
const STEP_MILLIS = 1500;

const LEVELS = [
  'info',
  'debug',
  'warn',
  'error',
  'info',
  'warning',
  'http',
  'ERROR',
  'crit',
  'notice',
  'err',
  'home-made',
  'trace',
  'emerg',
  'audit',
];
const SERVICES = ['api', 'web', 'API', 'Billing Service', 'zahlung-überprüfung', undefined, '12', 'a"b\\c', '', 'null'];
const HOSTS = ['web-1', 'web-2', 'db.internal', undefined];
const LOGGERS = ['app', 'app.http', 'app.http.client', undefined];
const WEIGHTS = [undefined, undefined, undefined, 2, 10, 2.5, 1 / 0.3];
/** Ids of other makers: their order is that of their code points, and two that differ in case are two. */
const ODD_IDS = [
  'UPPER',
  'upper',
  'with space',
  "it's",
  'back\\slash"quote',
  'ИД',
  'ид',
  'é',
  'e\u0301',
  '🚀',
  '\uffee',
  'a/b?c=d&e#f',
  '%2e%2e',
  '0',
];
/** Far before and far behind the others. */
const ODD_TIMES = [Date.UTC(1969, 11, 31, 23, 59, 58, 750), Date.UTC(2001, 0, 1), Date.UTC(2104, 1, 29, 12)];
const TRACES = 131;

const MESSAGES: readonly ((n: number) => string)[] = [
  (n) => `request ${n} finished in ${n % 300} ms`,
  (n) => `Connection reset by peer 10.0.${n % 250}.7:443`,
  () => 'connection refused',
  () => 'CONNECTION REFUSED',
  (n) => `user "ann${n % 7}" logged in`,
  () => 'Straße gesperrt: ÄÖÜ',
  () => 'ΟΔΟΣ ΣΤΗΝ ΑΘΗΝΑ',
  () => 'İstanbul ILGAZ ığdır',
  () => '连接超时 — 请重试',
  () => '🚀 launched 👩‍👩‍👧 family',
  () => 'e\u0301 is not \u00e9 here',
  () => '100% of_the *stars* [and] {braces} \\back\\slash',
  () => "it's O'Brien; DROP TABLE records; --",
  () => 'first line\nsecond line\r\nthird\tline',
  () => '',
  () => ' leading and trailing ',
  () => 'GET /api/v1/users?id=7&x=%20 HTTP/1.1',
  (n) => `blk_-${1608999687919862906n + BigInt(n)} of size ${n * 1024}`,
  () => 'null',
  () => '500',
  (n) => (n === 17 ? 'x'.repeat(100_000) : 'short'),
  (n) => `nul \u0000 in message ${n % 3}`,
  () => 'مرحبا \u202eevil\u202c \ufeff zero\u200bwidth',
  (n) => (n % 120 === 23 ? `long ${'lorem ipsum '.repeat(400)}needle in hay` : 'control \u0001\u007f\u0085 characters'),
];

/**
 * Answers the records that the conformance queries are asked of: the same at every call, 5,200 of them, out of order.
 *
 * They hold what goes wrong in stores: Unicode and its cases, missing and null fields, wrong types, nesting, dots in
 * keys, arrays, huge and tiny numbers, equal timestamps, weights, U+0000, odd ids, and text that attacks.
 */
export function corpusRecords(): readonly LogRecord[] {
  const random = new Random(20260314);
  const ids = new IdentitySource(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  const records = Array.from({ length: CORPUS_SIZE }, (_, n): LogRecord => {
    const usual = CORPUS_START + Math.floor(n / PER_MILLISECOND) * STEP_MILLIS + (Math.floor(n / 16) % 3);
    const timestamp = (n % 1300 === 1299 ? ODD_TIMES[Math.floor(n / 1300)] : undefined) ?? usual;
    const oddId = n % 100 === 42 ? ODD_IDS[Math.floor(n / 100)] : undefined;
    const record = corpusRecord(n, timestamp, oddId ?? ids.next(usual), random);
    const attack = ATTACKS[Math.floor(n / 50) % ATTACKS.length] ?? '';
    if (n % 50 === 25) return attacking(record, attack, n);
    // Not the attack, unless its signs are taken for wildcards.
    return n % 50 === 30 ? attacking(record, attack.replaceAll(/[%_.*?]/g, 'Z'), n) : record;
  });
  return random.shuffled(records);
}

/** A record that holds an attack in every place where a text may stand. */
function attacking(record: LogRecord, attack: string, n: number): LogRecord {
  return {
    ...record,
    message: `before ${attack} after`,
    service: attack,
    attributes: { ...record.attributes, attack, attacks: [attack, n], [attack]: 'as a key', in: { [attack]: n } },
  };
}

function corpusRecord(n: number, timestamp: number, id: string, random: Random): LogRecord {
  const level = random.of(LEVELS) ?? 'info';
  const service = random.of(SERVICES);
  const host = random.of(HOSTS);
  const logger = random.of(LOGGERS);
  const sampleRate = random.of(WEIGHTS);
  const attributes = nastyAttributes(n, random);
  return {
    id,
    timestamp,
    level,
    severity: severityOf(level),
    message: (MESSAGES[n % MESSAGES.length] ?? String)(n),
    ...(service !== undefined && { service }),
    ...(host !== undefined && { host }),
    ...(logger !== undefined && { logger }),
    ...(sampleRate !== undefined && { sampleRate }),
    ...(n % 3 === 0 && { process: 1000 + (n % 5) }),
    ...(n % 31 === 0 && { thread: n % 4 }),
    ...(n % 5 === 0 && { traceId: traceOf(n), spanId: random.hex(16), traceFlags: n % 2 }),
    ...(n % 10 === 3 && { source: { module: 'src/app.ts', function: 'handle', line: n } }),
    ...(n % 7 === 0 && { error: corpusError(n) }),
    ...(attributes !== undefined && { attributes }),
    ...(n % 13 === 0 && { kind: n % 2 === 0 ? 'event' : 'audit' }),
  };
}

/** Several records share each trace. */
function traceOf(n: number): string {
  return `4bf92f3577b34da6a3ce929d0e${(100_000 + ((n * 7) % TRACES)).toString(16).padStart(6, '0')}`;
}

function corpusError(n: number): NonNullable<LogRecord['error']> {
  const cause = { name: 'SystemError', message: 'socket hang up', code: 'ECONNRESET' };
  return {
    name: n % 2 === 0 ? 'TypeError' : 'TimeoutError',
    message: `failed ${n % 3}`,
    stack: `TypeError: failed\n    at handle (/app/src/server.ts:${n}:7)`,
    ...(n % 3 === 0 && { code: 'ECONNRESET' }),
    ...(n % 4 === 0 && { cause }),
    ...(n % 35 === 0 && { errors: [cause], attributes: { retries: n % 5 } }),
  };
}
