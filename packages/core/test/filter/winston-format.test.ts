import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import {
  asWinstonFormat,
  chain,
  dedupe,
  fromWinston,
  holdBack,
  level,
  type LogRecord,
  rateLimit,
  redact,
  sample,
} from '../../src/index.ts';

type Format = ReturnType<typeof winston.format.json>;

/** A stock Winston logger with a format of ours before `json`, and the lines it wrote. */
function logger(filter: Parameters<typeof asWinstonFormat>[0], ...before: Format[]) {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  });
  const made = winston.createLogger({
    level: 'silly',
    format: winston.format.combine(...before, asWinstonFormat(filter) as unknown as Format, winston.format.json()),
    transports: [new winston.transports.Stream({ stream })],
  });
  return { made, lines };
}

const canary = 'canary@example.com';

describe('asWinstonFormat', () => {
  it('drops what the filters drop', () => {
    const { made, lines } = logger([level('info'), sample(0)]);
    made.debug('quiet');
    made.info('sampled out');
    made.warn('kept');
    expect(lines).toEqual([{ level: 'warn', message: 'kept' }]);
  });

  it('rewrites a copy of the info, and leaves what the caller gave and other transports see alone', () => {
    const { made, lines } = logger(chain(redact({ paths: ['user.name'] })));
    const meta = Object.freeze({ user: Object.freeze({ name: 'Ada', mail: canary }), password: 'x', fine: 1 });
    made.info(`hello ${canary}`, meta);
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'hello [redacted]',
        user: { name: '[redacted]', mail: '[redacted]' },
        password: '[redacted]',
        fine: 1,
      },
    ]);
    expect(meta.user.mail).toBe(canary);
  });

  it('writes the weight of what it kept', () => {
    const { made, lines } = logger(sample({ info: 0.5 }));
    for (let index = 0; index < 40; index += 1) made.info('x', { n: index });
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.length).toBeLessThan(35);
    expect(lines.every(({ sampleRate }) => sampleRate === 2)).toBe(true);
  });

  it('hands the filtered record on to the transports behind it', () => {
    const format = asWinstonFormat(redact());
    const info = { level: 'info', message: canary, [Symbol.for('level')]: 'info' };
    const copy = format.transform(info) as object;
    expect(copy).not.toBe(info);
    expect(info.message).toBe(canary);
    const record: LogRecord = fromWinston(copy);
    expect(record.message).toBe('[redacted]');
    expect(record.id).toBe(fromWinston(info).id);
  });

  it('answers the info itself where nothing changed', () => {
    const info = { level: 'info', message: 'x' };
    expect(asWinstonFormat(redact()).transform(info)).toBe(info);
  });

  it('lets no canary through, wherever Winston puts it [D9]', () => {
    const error = Object.assign(new Error(`failed for ${canary}`, { cause: new Error(canary) }), { by: canary });
    const uses: ((log: winston.Logger) => void)[] = [
      (log) => log.error(error),
      (log) => log.error('words', error),
      (log) => log.error('words', { error }),
      (log) => log.error('words', { err: error, deep: { error } }),
      (log) => log.error({ level: 'error', message: error } as never),
      (log) => log.info({ x: canary }),
      (log) => log.info({ level: 'info', message: canary, list: [canary] }),
      (log) => log.info('%s and %o', canary, { mail: canary }),
      (log) => log.info(canary, { label: canary, service: canary, hostname: canary }),
      (log) => log.child({ user: canary }).info('x'),
      (log) => log.info('x', { [canary]: 1 }),
      (log) => log.info('x', { cause: canary, stack: `Error: ${canary}\n    at x` }),
    ];
    for (const formats of [[], [winston.format.splat()], [winston.format.errors({ stack: true, cause: true })]]) {
      const { made, lines } = logger(redact(), ...formats);
      for (const use of uses) use(made);
      expect(lines).toHaveLength(uses.length);
      for (const [index, line] of lines.entries()) {
        expect(JSON.stringify(line), String(uses[index])).not.toContain('canary');
      }
    }
  });

  it('leaves no splat and no earlier text behind that say what was redacted', () => {
    const info = {
      level: 'info',
      message: canary,
      [Symbol.for('splat')]: [canary],
      [Symbol.for('message')]: `info: ${canary}`,
    };
    const copy = asWinstonFormat(redact()).transform(info) as Record<symbol, unknown>;
    expect(copy[Symbol.for('splat')]).toBeUndefined();
    expect(copy[Symbol.for('message')]).toBeUndefined();
  });

  it.each([
    ['holdBack', holdBack()],
    ['dedupe', dedupe()],
    ['rateLimit with summaries', rateLimit({ perSecond: 1 })],
  ])('throws at creation for %s: a format answers once for each info', (_, step) => {
    expect(() => asWinstonFormat(chain(step))).toThrow(expect.objectContaining({ code: 'TAILRACE_FILTER_NOT_FORMAT' }));
  });

  it('takes a rate limit without summaries', () => {
    const { made, lines } = logger(rateLimit({ perSecond: 1, burst: 2, summary: false }));
    for (let index = 0; index < 5; index += 1) made.info('x');
    expect(lines).toHaveLength(2);
  });
});
