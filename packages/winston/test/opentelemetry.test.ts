import { afterAll, describe, expect, it } from 'vitest';
import { Application, type Ended, SLOW } from './surface-application.ts';

const PACKAGES = [
  'winston',
  'winston-transport',
  '@opentelemetry/api',
  '@opentelemetry/api-logs',
  '@opentelemetry/instrumentation-winston',
  '@opentelemetry/sdk-logs',
  '@opentelemetry/sdk-trace-base',
  '@opentelemetry/winston-transport',
];

/** Traces and keeps what is shipped, as an application sets it up before anything else is loaded. */
const SETUP = `
const { context, trace } = require('@opentelemetry/api');
const { logs } = require('@opentelemetry/api-logs');
const { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } = require('@opentelemetry/sdk-logs');
const { BasicTracerProvider } = require('@opentelemetry/sdk-trace-base');
const { AsyncLocalStorage } = require('node:async_hooks');

const storage = new AsyncLocalStorage();
context.setGlobalContextManager({
  active: () => storage.getStore() ?? require('@opentelemetry/api').ROOT_CONTEXT,
  with: (active, call, self, ...others) => storage.run(active, () => call.call(self, ...others)),
  bind: (_active, target) => target,
  enable() { return this; },
  disable() { return this; },
});
const exporter = new InMemoryLogRecordExporter();
logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }));
const tracer = new BasicTracerProvider().getTracer('test');
globalThis.otel = { context, exporter, tracer, trace };
`;

const INSTRUMENT = `
const { WinstonInstrumentation } = require('@opentelemetry/instrumentation-winston');
globalThis.otel.instrumentation = new WinstonInstrumentation(globalThis.otelOptions);
globalThis.otel.instrumentation.enable();
`;

/** Logs in spans and out of them; tells lines and shipped records, with ids replaced by whose they are. */
const APPLICATION = `
const { context, exporter, trace, tracer } = globalThis.otel;
const { setTimeout: sleep } = require('node:timers/promises');
const { Writable } = require('node:stream');
module.exports = async (winston, options) => {
  const lines = [];
  const stream = new Writable({ write(chunk, _encoding, done) { lines.push(String(chunk)); done(); } });
  const slow = new (class extends winston.Transport {
    log(info, done) { setTimeout(() => { lines.push('slow ' + info.message + ' ' + info.trace_id); done(); }, 5); }
  })();
  const logger = winston.createLogger({ ...options, transports: [new winston.transports.Stream({ stream }), slow] });
  const named = (name) => {
    const span = tracer.startSpan(name);
    return { span, within: (call) => context.with(trace.setSpan(context.active(), span), call) };
  };
  const [one, two] = [named('one'), named('two')];
  logger.info('outside');
  await Promise.all([one, two].map(({ within, span }, n) => within(async () => {
    logger.info('words ' + n, { n });
    await sleep(5);
    logger.warn({ message: 'info ' + n, nested: { n } });
    logger.child({ child: n }).error('child ' + n);
    logger.debug('not wanted');
    for (let at = 0; at < 30; at += 1) logger.info('burst ' + n + '.' + at);
    span.end();
  })));
  // Winston itself would lose what waits for a slow transport at the end.
  while (lines.length < 2 * 67) await sleep(5);
  await new Promise((resolve) => logger.once('finish', resolve).end());
  const known = new Map([one, two].flatMap(({ span }, n) => [[span.spanContext().traceId, 'trace' + n], [span.spanContext().spanId, 'span' + n]]));
  const plain = (text) => text.replace(/[0-9a-f]{16,32}/g, (id) => known.get(id) ?? id);
  const shipped = exporter.getFinishedLogRecords().map(({ body, severityNumber, severityText, attributes, spanContext }) =>
    plain(JSON.stringify({ body, severityNumber, severityText, attributes, of: spanContext?.spanId })));
  console.log(JSON.stringify({ lines: lines.map(plain), shipped, of: logger instanceof require('winston').Logger, ours: typeof logger.flush }));
};
`;

interface Told {
  readonly lines: readonly string[];
  readonly shipped: readonly string[];
  readonly of: boolean;
  readonly ours: string;
}

function told({ stdout, stderr, code }: Ended): Told {
  expect([stderr, code]).toEqual(['', 0]);
  return JSON.parse(stdout) as Told;
}

describe('OpenTelemetry [X1, X2]', SLOW, () => {
  const application = new Application(...PACKAGES);
  application.write('application.cjs', APPLICATION);
  afterAll(() => application.remove());

  const program = (from: string, options: object = {}) =>
    `${SETUP}${INSTRUMENT}\nrequire('./application.cjs')(require('${from}'), ${JSON.stringify(options)});`;
  const run = async (name: string, text: string, flags: string[] = []) =>
    told(await application.run(name, text, { flags }));

  it('instruments loggers of ours as it does those of winston: the same ids in the same lines, the same records shipped', async () => {
    // Loggers of ours ask for the active span themselves unless they are told not to.
    const alone = { addContext: false };
    const [stock, ...ours] = await Promise.all([
      run('stock.cjs', program('winston')),
      run('ours.cjs', program('@tailrace/winston', alone)),
      run('context.cjs', program('@tailrace/winston')),
      run('registered.cjs', program('winston', alone), ['--import', '@tailrace/winston/register']),
    ]);
    expect(stock.ours).toBe('undefined');
    expect(stock.shipped.length).toBe(67);
    expect(stock.lines.filter((line) => line.includes('trace1')).length).toBe(66);
    for (const { lines, shipped, of, ours: flush } of ours) {
      expect([of, flush]).toEqual([true, 'function']);
      expect([...lines].sort()).toEqual([...stock.lines].sort());
      expect([...shipped].sort()).toEqual([...stock.shipped].sort());
    }
  });

  it('instruments a logger of ours also where both packages are in use, and lets go of it again', async () => {
    const { stdout, stderr } = await application.run(
      'both.cjs',
      `${SETUP}${INSTRUMENT}
      const { instrumentation } = globalThis.otel;
      const loggers = [require('winston'), require('@tailrace/winston')].map(({ createLogger }) => createLogger({ addContext: false, transports: [] }));
      const span = tracer.startSpan('one');
      const logAll = () => context.with(trace.setSpan(context.active(), span), () => loggers.forEach((logger) => logger.info('hello')));
      const seen = [];
      for (const logger of loggers) logger.on('data', (info) => seen.push(info.trace_id === span.spanContext().traceId));
      logAll();
      instrumentation.disable();
      logAll();
      console.log(JSON.stringify([seen, exporter.getFinishedLogRecords().length]));
      `,
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([[true, true, false, false], 4]);
  });

  it('ships through its transport alone, which is one of winston-transport', async () => {
    const before = `
      const { OpenTelemetryTransportV3 } = require('@opentelemetry/winston-transport');
      globalThis.addTransport = (winston) => ({
        ...winston,
        Transport: winston.Transport,
        createLogger: (options) => {
          const transport = new OpenTelemetryTransportV3();
          if (!(transport instanceof winston.Transport)) throw new Error('not a transport');
          return winston.createLogger({ ...options, transports: [...options.transports, transport] });
        },
      });
    `;
    const text = (from: string) =>
      `${SETUP}${before}\nrequire('./application.cjs')(globalThis.addTransport(require('${from}')));`;
    const [stock, ours] = await Promise.all([
      run('transport-stock.cjs', text('winston')),
      run('transport-ours.cjs', text('@tailrace/winston')),
    ]);
    expect(stock.shipped.length).toBe(67);
    const body = (records: readonly string[]) =>
      records
        .map((record) => JSON.parse(record) as { body: string })
        .map((record) => record.body)
        .sort();
    expect(body(ours.shipped)).toEqual(body(stock.shipped));
  });
});
