import type { ErrorRecord } from '../record/error-record.ts';
import type { LogRecord } from '../record/log-record.ts';

/** A record that has broken loggers. */
export interface AwkwardRecord {
  /** What is awkward about it. */
  readonly name: string;
  /** True where its fields are of their types and JSON can say all of it, so that it can be read back equal. */
  readonly plain: boolean;
  /** True where it lacks what has to be made up anew each time: an id, a time. */
  readonly unrepeatable?: boolean;
  /** Makes it afresh, the same each time. */
  readonly make: () => LogRecord;
}

/** A plain record of every day, without anything awkward. */
export function plainRecord(more: Partial<LogRecord> = {}): LogRecord {
  return {
    id: '01a20420-1441-7004-a602-b12410a438cc',
    timestamp: Date.UTC(2026, 10, 22, 16, 39, 0, 929),
    level: 'info',
    severity: 9,
    message: 'order shipped',
    logger: 'shop.orders',
    service: 'shop',
    host: 'web-1',
    process: 4711,
    ...more,
  };
}

/** What must never reach a line of text as it is: it breaks lines, drives terminals, or turns text around. */
export const HOSTILE_TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['a line feed', 'one\ntwo'],
  ['a carriage return', 'one\rtwo'],
  ['both', 'one\r\n2026-11-22T00:00:00.000Z fatal forged'],
  ['a vertical tab and a form feed', 'one\u000btwo\u000cthree'],
  ['a next line', 'one\u0085two'],
  ['a line separator', 'one\u2028two'],
  ['a paragraph separator', 'one\u2029two'],
  ['a NUL', 'one\u0000two'],
  ['a colour', '\u001b[31;5;7mred'],
  ['a cleared screen', '\u001b[2J\u001b[H'],
  ['a link', '\u001b]8;;http://example.test\u0007click\u001b]8;;\u0007'],
  ['an eight-bit control', '\u009b31m'],
  ['a backspace and a delete', 'secret\b\b\b\u007f'],
  ['text turned around', 'user \u202e nimda \u2066 x \u2069'],
  ['hidden direction marks', 'a\u200eb\u200fc\u061cd'],
];

/** Above the bound of bytes that formatters keep by default. */
const HUGE = 1_500_000;

/** Records that have broken loggers, for the kits of formatters, filters, sinks and stores. */
export const awkwardRecords: readonly AwkwardRecord[] = [
  plain('only what is required', () => ({ id: 'a', timestamp: 0, level: 'x', severity: 1, message: '' })),
  plain('every field', everyField),
  plain('an empty message', () => plainRecord({ message: '' })),
  plain('blanks around and within', () =>
    plainRecord({ message: '  a   b  ', logger: 'a b', attributes: { ' key ': ' ' } }),
  ),
  plain('quotes, backslashes, braces and the signs of formats', () =>
    plainRecord({
      message: `"q" 'a' \\ \`b\` {x} \${y} %s %d %% <b>&amp; =,;|[]`,
      attributes: { 'a="b\\': 'c"d\\', 'x]y=': ']' },
    }),
  ),
  plain('text of many scripts, and pairs of surrogates', () =>
    plainRecord({ message: 'Grüße 訊息 सन्देश رسالة 😀👩‍👩‍👧 e\u0301', attributes: { 鍵: '値' } }),
  ),
  plain('formulas of a spreadsheet', () =>
    plainRecord({ message: '=HYPERLINK("http://example.test")', attributes: { a: '+1', b: '@x', c: '-2' } }),
  ),
  plain('keys that JavaScript knows', () =>
    plainRecord({
      attributes: JSON.parse(
        '{"__proto__":{"x":1},"constructor":"c","toString":"t","hasOwnProperty":1,"":"empty"}',
      ) as Record<string, unknown>,
    }),
  ),
  plain('attributes with the names of fields', () =>
    plainRecord({
      attributes: { id: 1, message: 'm', level: 'l', timestamp: 't', exception: 'e', attributes: { a: 1 } },
    }),
  ),
  plain('nested lists and objects', () =>
    plainRecord({ attributes: { a: [[1, [2, { b: null }]], []], c: { d: { e: {} } }, f: [null, true, 1.5] } }),
  ),
  plain('numbers at the edge', () =>
    plainRecord({
      attributes: { max: Number.MAX_VALUE, min: 5e-324, safe: Number.MAX_SAFE_INTEGER, big: 1e21, neg: -1 },
    }),
  ),
  plain('an error with causes and errors of its own', () =>
    plainRecord({ level: 'error', severity: 17, error: errorChain(8) }),
  ),
  plain('a time before 1970', () => plainRecord({ timestamp: -1 })),
  plain('a time far away', () => plainRecord({ timestamp: 253_402_300_799_999 })),
  plain('two hundred attributes', () =>
    plainRecord({ attributes: Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`key${index}`, index])) }),
  ),
  ...HOSTILE_TEXTS.flatMap(([name, text]) => [
    plain(`${name} in the message`, () => plainRecord({ message: text })),
    plain(`${name} in an attribute`, () => plainRecord({ attributes: { value: text, nested: { list: [text] } } })),
    plain(`${name} in an attribute's name`, () => plainRecord({ attributes: { [text]: 1 } })),
    plain(`${name} in the fields beside`, () =>
      plainRecord({
        level: text,
        logger: text,
        service: text,
        host: text,
        kind: text,
        source: { module: text, function: text, line: 1 },
      }),
    ),
    plain(`${name} in an error`, () =>
      plainRecord({
        error: {
          name: text,
          message: text,
          code: text,
          stack: `E: ${text}\n    at ${text}`,
          attributes: { [text]: text },
        },
      }),
    ),
  ]),
  odd('a cycle', () => {
    const attributes: Record<string, unknown> = { a: 1 };
    attributes['self'] = attributes;
    attributes['list'] = [attributes];
    return plainRecord({ attributes });
  }),
  odd('a BigInt, a symbol, a function and undefined', () =>
    plainRecord({ attributes: { a: 10n ** 30n, b: Symbol('b'), c: () => 1, d: undefined, e: [undefined, () => 1] } }),
  ),
  odd('numbers that are none', () =>
    plainRecord({ attributes: { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: -0 } }),
  ),
  odd('a getter that throws', () =>
    plainRecord({
      attributes: {
        before: 1,
        get bad(): never {
          throw new Error('from the getter');
        },
        after: 2,
      },
    }),
  ),
  odd('a toJSON that throws', () => plainRecord({ attributes: { a: { toJSON: thrower } } })),
  odd('a toString that throws', () =>
    plainRecord({ attributes: { a: { toString: thrower, [Symbol.toPrimitive]: thrower } } }),
  ),
  odd('a revoked proxy', () => plainRecord({ attributes: { proxy: revoked() } })),
  odd('a proxy that throws at every turn', () => plainRecord({ attributes: { proxy: hostileProxy() } })),
  odd('objects without a prototype, and frozen ones', () =>
    plainRecord({
      attributes: Object.freeze(Object.assign(Object.create(null) as object, { a: Object.freeze({ b: 1 }) })) as Record<
        string,
        unknown
      >,
    }),
  ),
  odd('instances: dates, maps, sets, buffers, patterns, errors', () =>
    plainRecord({
      attributes: {
        date: new Date(0),
        never: new Date(Number.NaN),
        map: new Map<unknown, unknown>([
          ['a', 1],
          [{}, 2],
        ]),
        set: new Set([1]),
        buffer: Buffer.from('x'),
        floats: new Float32Array([0.5]),
        pattern: /x/,
        error: fixedError(),
        url: new URL('http://localhost/'),
      },
    }),
  ),
  odd('lone surrogates', () => plainRecord({ message: 'a\ud800b', attributes: { '\udfff': '\udc00' } })),
  odd('a huge message', () => plainRecord({ message: 'x'.repeat(HUGE) })),
  odd('a huge attribute', () => plainRecord({ attributes: { text: '😀'.repeat(HUGE / 4) } })),
  odd('twenty thousand entries', () =>
    plainRecord({ attributes: { list: Array.from({ length: 20_000 }, (_, index) => index) } }),
  ),
  odd('a tower of objects', () => plainRecord({ attributes: { tower: tower(20_000) } })),
  odd('an error that is its own cause', () => {
    const error: { -readonly [K in keyof ErrorRecord]: ErrorRecord[K] } = { name: 'E', message: 'm' };
    error.cause = error;
    return plainRecord({ error });
  }),
  { ...odd('a time that is none', () => plainRecord({ timestamp: Number.NaN })), unrepeatable: true },
  odd('a severity that is none', () => plainRecord({ severity: Number.NaN, sampleRate: Number.POSITIVE_INFINITY })),
  odd(
    'fields of other types than theirs',
    () =>
      ({
        ...plainRecord(),
        message: { a: 1 },
        level: 7,
        logger: null,
        attributes: 'text',
        error: 'boom',
        source: 5,
      }) as unknown as LogRecord,
  ),
  { ...odd('fields that are absent', () => ({}) as unknown as LogRecord), unrepeatable: true },
];

function plain(name: string, make: () => LogRecord): AwkwardRecord {
  return { name, plain: true, make };
}

function odd(name: string, make: () => LogRecord): AwkwardRecord {
  return { name, plain: false, make };
}

function everyField(): LogRecord {
  return plainRecord({
    thread: 3,
    traceId: '582fb4ad618b2ebd5b643e3461c407d3',
    spanId: '97261bbb6f6533b4',
    traceFlags: 1,
    source: { module: 'server.ts', function: 'handle', line: 12 },
    error: errorChain(1),
    attributes: { user: { id: 7 }, tags: ['a', 'b'] },
    kind: 'event',
    sampleRate: 2.5,
  });
}

function errorChain(length: number): ErrorRecord {
  const error: ErrorRecord = {
    name: 'TypeError',
    message: `cause ${length}`,
    stack: `TypeError: cause ${length}\n    at run (/srv/app/index.js:${length}:7)\n    at main (/srv/app/main.js:1:1)`,
    code: 'E_CAUSE',
    attributes: { step: length },
  };
  return length === 0
    ? { ...error, errors: [{ name: 'Error', message: 'one of many' }] }
    : { ...error, cause: errorChain(length - 1) };
}

function fixedError(): Error {
  const error = new Error('an instance');
  error.stack = 'Error: an instance\n    at fixed (place.js:1:1)';
  return error;
}

function thrower(): never {
  throw new Error('from the depths');
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function hostileProxy(): unknown {
  return new Proxy(
    {},
    { get: thrower, has: thrower, ownKeys: thrower, getPrototypeOf: thrower, getOwnPropertyDescriptor: thrower },
  );
}

function tower(height: number): unknown {
  let top: unknown = 'top';
  for (let floor = 0; floor < height; floor += 1) top = { floor: top };
  return top;
}
