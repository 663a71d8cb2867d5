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
  1e21,
  2 ** 53 + 2,
  -0.0,
  false,
  null,
  undefined,
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
  if (n % 97 === 0) attributes['huge'] = 'y'.repeat(20_000);
  return attributes;
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
