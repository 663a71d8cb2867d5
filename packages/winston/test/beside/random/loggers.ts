import * as fc from 'fast-check';
import { asArgument, fields as anyFields, type Fields, ordinary, type Sketch, value } from './values.ts';

const fields = anyFields.map(ordinary);

/** A format by its name and options, or one of our own making. */
export type FormatSketch = readonly [name: string, options?: unknown];

export interface TransportSketch {
  readonly level: string | undefined;
  readonly silent: boolean;
  /** Text to a stream in memory, or infos to a function, which calls back at once or later. */
  readonly kind: 'stream' | 'at once' | 'later';
  readonly formats: readonly FormatSketch[] | undefined;
}

export interface CallSketch {
  /** Which of the loggers: the root, or one of its descendants. */
  readonly logger: number;
  readonly form: 'method' | 'log' | 'log an info' | 'write' | 'detached';
  readonly level: string;
  readonly values: readonly Sketch[];
  readonly fields: Fields;
  /** How much later than the call before, in milliseconds, and whether the event loop has turned meanwhile. */
  readonly after: number;
  readonly turns: boolean;
}

/** What a program does with a logger. */
export interface Program {
  readonly levels: 'npm' | 'syslog' | 'own';
  readonly level: string;
  readonly formats: readonly FormatSketch[] | undefined;
  readonly formatFirst: boolean;
  readonly defaultMeta: Fields | undefined;
  readonly transports: readonly TransportSketch[];
  /** Each a child of the one before. */
  readonly children: readonly Fields[];
  readonly calls: readonly CallSketch[];
  /** Who else has a hand in it: a listener of `data`, or a `write` put on Winston's logger, as OpenTelemetry does. */
  readonly company: 'none' | 'listener' | 'write on the prototype' | 'write on the logger';
}

export const LEVELS: Readonly<Record<Program['levels'], Readonly<Record<string, number>>>> = {
  npm: { error: 0, warn: 1, info: 2, http: 3, verbose: 4, debug: 5, silly: 6 },
  syslog: { emerg: 0, alert: 1, crit: 2, error: 3, warning: 4, notice: 5, info: 6, debug: 7 },
  own: { first: -1, info: 0, 'with space': 10, last: 11 },
};

const step: fc.Arbitrary<FormatSketch> = fc.oneof(
  fc.constantFrom<FormatSketch[]>(
    ['timestamp'],
    ['timestamp', { format: 'YYYY-MM-DD HH:mm:ss.SSS' }],
    ['timestamp', { alias: 'at' }],
    ['splat'],
    ['splat'],
    ['label', { label: 'here' }],
    ['label', { label: 'here', message: true }],
    ['errors'],
    ['errors', { stack: true, cause: true }],
    ['metadata'],
    ['metadata', { key: 'own', fillExcept: ['message', 'level', 'label'] }],
    ['metadata', { fillWith: ['stack', 'cause'] }],
    ['align'],
    ['padLevels'],
    ['padLevels', { levels: LEVELS.syslog, filler: '.' }],
    ['colorize', { colors: { error: 'red', info: 'bold green', debug: 'blue', first: 'cyan' } }],
    ['colorize', { message: true, colors: { error: 'red', info: 'green', notice: 'yellow' } }],
    ['uncolorize'],
    ['cli'],
    ['own: drops'],
    ['own: drops with undefined'],
    ['own: changes'],
    ['own: replaces'],
    ['own: throws'],
  ),
);

const last: fc.Arbitrary<FormatSketch> = fc.constantFrom<FormatSketch[]>(
  ['json'],
  ['json'],
  ['json'],
  ['json', { space: 2 }],
  ['json', { deterministic: false, bigint: false }],
  ['simple'],
  ['simple'],
  ['printf'],
  ['prettyPrint'],
  ['prettyPrint', { depth: 1, colorize: true }],
  ['logstash'],
  ['own: nothing'],
);

const formats = fc.tuple(fc.array(step, { maxLength: 3 }), last).map(([steps, end]) => [...steps, end]);

export const program: fc.Arbitrary<Program> = fc
  .constantFrom<Program['levels'][]>('npm', 'syslog', 'own')
  .chain((levels) => {
    const known = fc.constantFrom(...Object.keys(LEVELS[levels]));
    return fc.record<Program>({
      levels: fc.constant(levels),
      level: fc.oneof({ weight: 8, arbitrary: known }, fc.constant('none of them')),
      formats: fc.option(formats, { nil: undefined, freq: 4 }),
      formatFirst: fc.boolean(),
      defaultMeta: fc.option(fields, { nil: undefined }),
      transports: fc.array(
        fc.record<TransportSketch>({
          level: fc.option(fc.oneof({ weight: 8, arbitrary: known }, fc.constant('none of them')), { nil: undefined }),
          silent: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 0),
          kind: fc.constantFrom<TransportSketch['kind'][]>('stream', 'at once', 'later'),
          formats: fc.option(formats, { nil: undefined }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      children: fc.array(fields, { maxLength: 3 }),
      calls: fc.array(
        fc.record<CallSketch>({
          logger: fc.nat({ max: 3 }),
          form: fc.constantFrom<CallSketch['form'][]>(
            'method',
            'method',
            'method',
            'log',
            'log',
            'log an info',
            'write',
            'detached',
          ),
          level: fc.oneof({ weight: 9, arbitrary: known }, fc.constant('unknown')),
          values: fc.array(value.map(asArgument), { maxLength: 4 }),
          fields,
          after: fc.nat({ max: 5_000 }),
          turns: fc.integer({ min: 0, max: 3 }).map((drawn) => drawn === 0),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      company: fc.constantFrom<Program['company'][]>(
        'none',
        'none',
        'none',
        'listener',
        'write on the prototype',
        'write on the logger',
      ),
    });
  });
