import type { Random } from './random.ts';

type Attributes = Record<string, unknown>;

const STATUSES: readonly unknown[] = [
  200,
  200,
  404,
  500,
  '500',
  '500.0',
  '0500',
  'OK',
  true,
  null,
  undefined,
  [500, 502],
  ['500', null, { code: 500 }],
  { code: 500 },
  [],
  500.5,
];
const DURATIONS: readonly unknown[] = [
  0,
  1,
  12,
  250,
  250.25,
  1000,
  -5,
  '250',
  '3e2',
  ' 7',
  '250ms',
  'slow',
  1e-7,
  -0.0,
  '1.5s',
  '-12.50',
  '.5',
  '0x10',
  '١٢',
  false,
  null,
  undefined,
];
/** Numbers at the ends of what there is, and numerals that are. */
const EXTREMES: readonly unknown[] = [
  1e21,
  -1e21,
  1.797e308,
  5e-324,
  2 ** 53 + 2,
  2 ** 53 - 1,
  -(2 ** 63),
  '1e99',
  '9007199254740993',
  '123456789012345678901234567890',
  '1234567890123456789012345678901234567890',
  0.1 + 0.2,
  '0.30000000000000004',
  1 / 3,
  '1e400',
  '-0',
];
const PATHS: readonly unknown[] = [
  '/healthz',
  '/healthz/live',
  '/api/v1/users',
  '/API/v1/Users/7',
  'C:\\temp\\x',
  '/a*b',
  '/50%_off',
  '',
  undefined,
  7,
];
/** Texts that are cut, folded, refused or read as something else where one is not careful. */
const TEXTS: readonly string[] = [
  'nul \u0000 inside',
  '\u0000',
  'tab\tand\u000bvertical',
  '\ufeffmarked',
  'zero\u200bwidth',
  'line\u2028separator',
  'not a character \uffff',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🇨🇭',
  'مرحبا بالعالم',
  'ǅungla ẞ ﬁ',
  'NULL',
  'undefined',
  'NaN',
  '{"json":true}',
  '<b>&amp;</b>',
  '%s %d {0} ${x}',
  ' trailing ',
  '2026-03-14T09:00:00.000Z',
];
const METHODS = ['GET', 'get', 'POST', 'ΔΕΛΤΑΣ', undefined];
const TAGS: readonly unknown[] = [
  ['red', 'Blue'],
  ['red'],
  'red',
  [],
  [['red']],
  [1, 2, 3],
  [null],
  ['a', 1, true, null, { x: 1 }],
  [['a', ['b']], { c: ['d'] }],
  [true, 'TRUE', 0, '', 1e300, 'x\u0000y'],
  ['1.0', 1, '01'],
  undefined,
];
const VERSIONS: readonly unknown[] = ['1.0', 1, '1.10', '2.0.0', '2', undefined];

/** Attributes that make stores stumble; some records have none, some have none in them. */
export function nastyAttributes(n: number, random: Random): Attributes | undefined {
  if (n % 29 === 0) return undefined;
  if (n % 29 === 1) return {};
  const attributes: Attributes = {};
  const put = (name: string, value: unknown): void => {
    if (value !== undefined) attributes[name] = value;
  };
  put('status', random.of(STATUSES));
  put('duration_ms', random.of(DURATIONS));
  put('path', random.of(PATHS));
  put('method', random.of(METHODS));
  put('tags', random.of(TAGS));
  put('version', random.of(VERSIONS));
  put('ok', random.of([true, false, 'true', 'FALSE', 1, undefined]));
  put('bytes', random.of([0, 512, 10_000, 10_240, 1_500_000, '2048', undefined]));
  addUser(attributes, n, random);
  if (n % 11 === 0) addOddKeys(attributes, n);
  if (n % 17 === 0) attributes['deep'] = { a: { b: { c: { d: n % 3 } } }, list: [{ x: 1 }, { x: 2 }] };
  if (n % 19 === 0) attributes['level'] = 'not the level';
  if (n % 6 === 5) put('extreme', random.of(EXTREMES));
  if (n % 5 === 2) put('text', random.of(TEXTS));
  if (n % 14 === 3) addConflicts(attributes, n);
  if (n % 20 === 9) attributes[`own_${n}`] = n;
  if (n % 401 === 0) attributes['nested'] = nestedDeeply(30, n);
  if (n % 97 === 0) attributes['huge'] = 'y'.repeat(n % 970 === 0 ? 70_000 : 2000) + n;
  return attributes;
}

/** The same keys with other types, other case, and with dots that lead elsewhere. */
function addConflicts(attributes: Attributes, n: number): void {
  attributes['Key'] = 'upper';
  attributes['key'] = n % 2 === 0 ? 'lower' : 7;
  attributes['KEY'] = ['both', n % 3];
  attributes['x.y'] = n % 4;
  if (n % 3 === 0) attributes['x'] = { y: null, 'y.z': 'dotted', z: [{ y: 1 }] };
  else if (n % 3 === 1) attributes['x'] = 'plain';
  attributes['nul\u0000key'] = 'behind nul';
  attributes['empty'] = n % 2 === 0 ? {} : [];
  attributes['*'] = 'star';
  attributes['🔑'] = { '': 'deep empty', 'a b': [false] };
}

/** `{ d: { d: … } }`, deeper than many a store's mapping goes. */
function nestedDeeply(depth: number, leaf: number): unknown {
  let value: unknown = leaf;
  for (let level = 0; level < depth; level += 1) value = { d: value };
  return value;
}

/** The same name nested, with a dot in its key, both, and as a plain text. */
function addUser(attributes: Attributes, n: number, random: Random): void {
  const id = random.of([1, 2, 3, '3', 'ann', 'Ann', null]);
  switch (n % 6) {
    case 0:
      attributes['user'] = { id, name: 'Ann Lee' };
      break;
    case 1:
      attributes['user.id'] = id;
      break;
    case 2:
      attributes['user'] = { id };
      attributes['user.id'] = 'flat';
      break;
    case 3:
      attributes['user'] = 'ann';
      break;
    case 4:
      attributes['user'] = [{ id }];
      break;
    default:
  }
}

function addOddKeys(attributes: Attributes, n: number): void {
  attributes['with space'] = n % 2 === 0 ? 'yes' : 'no';
  attributes['quo"te'] = "it's";
  attributes['ключ'] = 'Значение';
  attributes["'; DROP TABLE x; --"] = 1;
  attributes['constructor'] = 'own';
  attributes[''] = 'empty key';
  attributes['$.path[0]'] = 'json path';
  attributes['a.b.c'] = n;
  attributes['1st'] = true;
  Object.defineProperty(attributes, '__proto__', {
    value: 'own',
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
