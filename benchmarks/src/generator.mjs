/**
 * Realistic records from a seed: the same seed gives the same records on every machine.
 *
 * A record is 390 to 430 bytes of JSON in wire form: a web platform of eight services on twelve hosts, about four
 * records to a trace, one nested attribute, errors with a stack in two of a hundred.
 */

const SERVICES = ['api', 'checkout', 'billing', 'search', 'auth', 'mailer', 'inventory', 'gateway'];
const ROUTES = [
  '/v1/orders',
  '/v1/orders/{id}',
  '/v1/users/{id}',
  '/v1/cart',
  '/v1/search',
  '/v1/payments',
  '/healthz',
];
const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE'];
const REGIONS = ['eu-central-1', 'us-east-1', 'ap-south-1'];
const LEVELS = [
  ['info', 9, 0.72],
  ['debug', 5, 0.87],
  ['warn', 13, 0.96],
  ['error', 17, 1],
];
const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/** Mulberry32: 32 bits of state, good enough for test data. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function hexOf(random, bytes) {
  let text = '';
  for (let index = 0; index < bytes; index += 1) text += HEX[(random() * 256) | 0];
  return text;
}

/** A UUIDv7 as `newRecordId` makes them: time, a counter within the millisecond, a tail drawn once per process. */
function identity(tail) {
  let lastMillis = 0;
  let counter = 0;
  return (millis) => {
    counter = millis === lastMillis ? counter + 1 : 0;
    lastMillis = millis;
    const hex = millis.toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${counter.toString(16).padStart(3, '0')}-${tail}`;
  };
}

function message(random, level, route, status, millis) {
  const order = 100000 + ((random() * 900000) | 0);
  switch (level) {
    case 'error':
      return random() < 0.5
        ? `upstream payment-provider answered ${status} for order ${order} after 3 tries`
        : `connection reset by peer while reading the response for order ${order} from 10.0.${(random() * 255) | 0}.7`;
    case 'warn':
      return `slow query: ${millis} ms for select orders where customer = ${order}, rows ${(random() * 5000) | 0}`;
    case 'debug':
      return `cache ${random() < 0.8 ? 'hit' : 'miss'} for key orders:${order} in ${(random() * 9) | 0} ms, 3 keys evicted`;
    default:
      return `request completed: ${route.replace('{id}', String(order))} answered ${status} in ${millis} ms, pool 8 of 20`;
  }
}

/**
 * Makes wire records one after the other.
 *
 * @param options.seed - 1 by default.
 * @param options.from - Epoch milliseconds of the first record.
 * @param options.stepMillis - Mean distance between two records.
 */
export function* wireRecords({ seed = 1, from = Date.UTC(2026, 0, 1), stepMillis = 86.4, count = Infinity } = {}) {
  const random = randomFrom(seed);
  const tails = Array.from({ length: 12 }, () => {
    const tail = hexOf(random, 8);
    return `${'89ab'[(random() * 4) | 0]}${tail.slice(1, 4)}-${tail.slice(4)}`;
  });
  const identities = tails.map((tail) => identity(tail));
  const traces = Array.from({ length: 64 }, () => hexOf(random, 16));
  let time = from;
  for (let index = 0; index < count; index += 1) {
    time += random() * 2 * stepMillis;
    const millis = Math.floor(time);
    const slot = (random() * traces.length) | 0;
    if (random() < 0.25) traces[slot] = hexOf(random, 16);
    const machine = (random() * 12) | 0;
    const draw = random();
    const [level, severity] = LEVELS.find(([, , below]) => draw < below);
    const route = ROUTES[(random() * ROUTES.length) | 0];
    const status = level === 'error' ? 502 : random() < 0.95 ? 200 : 404;
    const duration = Math.round(Math.exp(2 + random() * 4) * 10) / 10;
    const record = {
      id: identities[machine](millis),
      timestamp: new Date(millis).toISOString(),
      level,
      severity,
      message: message(random, level, route, status, duration),
      service: SERVICES[machine % SERVICES.length],
      host: `node-${String(machine).padStart(2, '0')}`,
      process: 4000 + machine,
      trace_id: traces[slot],
      span_id: hexOf(random, 8),
      attributes: {
        method: METHODS[(random() * METHODS.length) | 0],
        status,
        duration_ms: duration,
        user: { id: (random() * 50000) | 0, region: REGIONS[machine % 3] },
      },
    };
    if (level === 'error' && random() < 0.5) {
      record.exception = {
        name: 'UpstreamError',
        message: `answered ${status}`,
        stack:
          'UpstreamError: answered\n    at charge (/srv/app/payments.js:88:11)\n    at checkout (/srv/app/orders.js:41:9)',
      };
    }
    yield record;
  }
}

/** The same records as lines of JSON. */
export function* lines(options) {
  for (const record of wireRecords(options)) yield JSON.stringify(record);
}
