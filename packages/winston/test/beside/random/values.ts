import * as fc from 'fast-check';

/** How to make a value, so that each side can be given one of its own. */
export type Sketch =
  | { readonly is: 'plain'; readonly value: string | number | boolean | bigint | null | undefined }
  | { readonly is: 'symbol' | 'function' | 'pattern' | 'url' }
  | { readonly is: 'date'; readonly time: number }
  | {
      readonly is: 'error';
      readonly name: string;
      readonly message: string;
      readonly fields: Fields;
      readonly cause?: Sketch;
      readonly errors?: readonly Sketch[];
    }
  | {
      readonly is: 'record';
      readonly fields: Fields;
      readonly kind: 'plain' | 'bare' | 'instance' | 'proxy' | 'cycle' | 'getters' | 'frozen';
    }
  | { readonly is: 'list'; readonly items: readonly Sketch[]; readonly holes: boolean }
  | { readonly is: 'toJSON'; readonly answer: Sketch }
  | { readonly is: 'map' | 'set' | 'boxed'; readonly items: readonly Sketch[] }
  | { readonly is: 'bytes'; readonly bytes: readonly number[]; readonly kind: 'buffer' | 'typed' };

export type Fields = readonly (readonly [string, Sketch])[];

class Thing {
  readonly #hidden = 'hidden';
  get shown(): string {
    return this.#hidden;
  }
}

/** Makes what a sketch says, anew at each call. */
// oxlint-disable-next-line typescript/consistent-return -- the kinds are all there are
export function make(sketch: Sketch): unknown {
  switch (sketch.is) {
    case 'plain':
      return sketch.value;
    case 'symbol':
      return Symbol('odd');
    case 'function':
      return (unused: unknown) => unused;
    case 'pattern':
      return /a+/g;
    case 'url':
      return new URL('http://localhost/path?q=1');
    case 'date':
      return new Date(sketch.time);
    case 'error':
      return makeError(sketch);
    case 'record':
      return makeRecord(sketch);
    case 'list': {
      const list = sketch.items.map(make);
      if (sketch.holes) list.length += 2;
      return list;
    }
    case 'toJSON':
      return { toJSON: () => make(sketch.answer), other: 1 };
    case 'map':
      return new Map(sketch.items.map((item, at) => [at, make(item)]));
    case 'set':
      return new Set(sketch.items.map(make));
    case 'boxed':
      return {
        number: new Number(1),
        text: new String('boxed'),
        yes: new Boolean(true),
        items: sketch.items.map(make),
      };
    case 'bytes':
      return sketch.kind === 'buffer' ? Buffer.from(sketch.bytes) : Uint16Array.from(sketch.bytes);
  }
}

function makeError({ name, message, fields, cause, errors }: Sketch & { is: 'error' }): Error {
  const options = cause === undefined ? {} : { cause: make(cause) };
  const error =
    errors === undefined ? new Error(message, options) : new AggregateError(errors.map(make), message, options);
  error.name = name;
  error.stack = `${name}: ${message}\n    at somewhere`;
  return Object.assign(error, Object.fromEntries(fields.map(([key, value]) => [`of ${key}`, make(value)])));
}

function makeRecord({ fields, kind }: Sketch & { is: 'record' }): object {
  const record = (kind === 'bare' ? Object.create(null) : kind === 'instance' ? new Thing() : {}) as object;
  for (const [key, value] of fields) {
    const made = make(value);
    const property = kind === 'getters' ? { get: () => made } : { value: made, writable: true };
    Object.defineProperty(record, key, { ...property, enumerable: true, configurable: true });
  }
  if (kind === 'cycle') Object.assign(record, { round: { self: record } });
  if (kind === 'frozen') return Object.freeze(record);
  return kind === 'proxy' ? new Proxy(record, {}) : record;
}

const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '%s',
      'user %s did %d%%',
      '%j and %o',
      '100%',
      '%%',
      '%x',
      '\ud83d',
      '\udc00x',
      '"quoted"\\',
      'line\nbreak',
      '\u001b[31mred\u001b[39m',
      '__proto__',
    ),
  },
  { weight: 1, arbitrary: fc.nat({ max: 900 }).map((length) => 'é'.repeat(length)) },
);

const plain: fc.Arbitrary<Sketch> = fc
  .oneof(
    { weight: 5, arbitrary: text },
    { weight: 2, arbitrary: fc.integer() },
    fc.double(),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, 1e21, 5e-324),
    fc.boolean(),
    fc.bigInt({ min: -(1n << 80n), max: 1n << 80n }),
    fc.constantFrom(null, undefined),
  )
  .map((value) => ({ is: 'plain', value }));

const odd: fc.Arbitrary<Sketch> = fc.constantFrom('symbol', 'function', 'pattern', 'url').map((is) => ({ is }));
const date: fc.Arbitrary<Sketch> = fc
  .constantFrom(0, 1_700_000_000_000, Number.NaN, -1, 8.64e15)
  .map((time) => ({ is: 'date', time }));
const bytes: fc.Arbitrary<Sketch> = fc.record({
  is: fc.constant('bytes' as const),
  bytes: fc.array(fc.nat({ max: 255 }), { maxLength: 12 }),
  kind: fc.constantFrom('buffer' as const, 'typed' as const),
});

/** Names of fields, those that mean something to Winston and its formats among them. */
const key = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'message',
      'level',
      'stack',
      'cause',
      'timestamp',
      'label',
      'metadata',
      'splat',
      'padding',
      'ms',
      'error',
      'exception',
      'toString',
    ),
  },
  { weight: 4, arbitrary: fc.string({ maxLength: 6 }) },
  { weight: 1, arbitrary: fc.nat({ max: 20 }).map(String) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
);

/**
 * Leaves out of what is handed to a logger infos that contain themselves, whose copies contain the original, those that
 * have getters, whose copies have values, and those that
 * become instances of something by a key `__proto__`, which children carry on as often as they copy them.
 */
export function asArgument(sketch: Sketch): Sketch {
  if (sketch.is !== 'record') return sketch;
  const kind = sketch.kind === 'cycle' || sketch.kind === 'getters' ? 'plain' : sketch.kind;
  return { ...sketch, kind, fields: ordinary(sketch.fields) };
}

/** Leaves out keys `__proto__`. */
export function ordinary(given: Fields): Fields {
  return given.filter(([name]) => name !== '__proto__');
}

export const { value, fields } = fc.letrec<{
  value: Sketch;
  fields: Fields;
  record: Sketch;
  error: Sketch;
}>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 8, arbitrary: plain },
    odd,
    date,
    bytes,
    { weight: 3, arbitrary: tie('record') },
    fc.record({
      is: fc.constant('list' as const),
      items: fc.array(tie('value'), { maxLength: 4 }),
      holes: fc.boolean(),
    }),
    tie('error'),
    fc.record({ is: fc.constant('toJSON' as const), answer: tie('value') }),
    fc.record({
      is: fc.constantFrom('map' as const, 'set' as const, 'boxed' as const),
      items: fc.array(tie('value'), { maxLength: 2 }),
    }),
  ),
  fields: fc.uniqueArray(fc.tuple(fc.oneof({ weight: 12, arbitrary: key }, fc.constant('__proto__')), tie('value')), {
    maxLength: 5,
    selector: ([name]) => name,
  }),
  record: fc.record({
    is: fc.constant('record' as const),
    fields: tie('fields'),
    kind: fc.constantFrom(
      'plain' as const,
      'plain' as const,
      'plain' as const,
      'bare' as const,
      'instance' as const,
      'proxy' as const,
      'cycle' as const,
      'getters' as const,
      'frozen' as const,
    ),
  }),
  error: fc.record(
    {
      is: fc.constant('error' as const),
      name: fc.constantFrom('Error', 'TypeError', 'Own'),
      message: text,
      fields: tie('fields'),
      cause: tie('value'),
      errors: fc.array(tie('value'), { maxLength: 2 }),
    },
    { requiredKeys: ['is', 'name', 'message', 'fields'] },
  ),
}));
