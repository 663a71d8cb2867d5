// Stock Winston → FileTransport → all lines in the file, beside stringify + 64 KiB writes and the usual file writers;
// what compression saves, and what process.exit() loses of a burst.
//   node file.mjs [RUNS] [LINES]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { jsonFormat } from '@tailrace/format-json';
import { AI_RESPONSE_LOG, FileTransport } from '@tailrace/transport-file';
import pino from 'pino';
import winston from 'winston';
import DailyRotateFile from 'winston-daily-rotate-file';
import { report } from './file/page.mjs';
import { lines as generatedLines, wireRecords } from './generator.mjs';

/** Lines between two turns of the event loop, as a service writes them in one request. */
const PER_TURN = 20;
const BURST = 20_000;
/** Lines before the ones that count, so that what is compiled and opened first is not measured. */
const WARM_UP = 10_000;
const CHUNK = 64 * 1024;

/** Each makes a writer of lines: `log(level, message, fields)`, and `end()` for what has an end. */
const WRITERS = {
  reference: ['stringify + 64 KiB writes', stringifyAndWrite],
  tailrace: [
    'Winston + FileTransport, `formatter: jsonFormat()`',
    (file) => throughWinston(file, { formatter: jsonFormat() }),
  ],
  tailraceWinstonJson: ['Winston + FileTransport, `format.json()`', (file) => throughWinston(file, {})],
  winstonFile: [
    'Winston + its File, `format.json()`',
    (filename) => winstonWith(new winston.transports.File({ filename })),
  ],
  dailyRotateFile: ['Winston + winston-daily-rotate-file 5', dailyRotateFile],
  pinoWorker: ['pino, `pino.transport` (worker)', pinoWorker],
  pinoSync: ['pino, `pino.destination` (sync)', (dest) => pinoTo(pino.destination({ dest, sync: true }))],
};

const [, , role, ...args] = process.argv;
if (role === 'write') await write(...args);
else if (role === 'burst') burst(...args);
else if (role === 'compress') await compress(...args);
else await compare(Number(role ?? 5), Number(args[0] ?? 200_000));

function stringifyAndWrite(filename) {
  const fd = openSync(filename, 'a');
  let waiting = '';
  return {
    log(level, message, fields) {
      waiting += `${JSON.stringify({ level, message, timestamp: new Date().toISOString(), ...fields })}\n`;
      if (waiting.length >= CHUNK) {
        writeSync(fd, waiting);
        waiting = '';
      }
    },
    end() {
      writeSync(fd, waiting);
      closeSync(fd);
    },
  };
}

function winstonWith(transport, format = winston.format.combine(winston.format.timestamp(), winston.format.json())) {
  const logger = winston.createLogger({ level: 'debug', format, transports: [transport] });
  return {
    log: (level, message, fields) => logger.log(level, message, fields),
    end: () => new Promise((resolve) => transport.once('finish', resolve) && logger.end()),
  };
}

function throughWinston(filename, options) {
  const transport = new FileTransport({ filename, ...options });
  if (options.formatter === undefined) return winstonWith(transport);
  // The formatter writes the record with its time: Winston's formats have nothing to do.
  return winstonWith(transport, winston.format((info) => info)());
}

function dailyRotateFile(filename) {
  const [dirname, name] = [join(filename, '..'), filename.slice(join(filename, '..').length + 1)];
  return winstonWith(
    new DailyRotateFile({ dirname, filename: name, datePattern: '[log]', auditFile: `${filename}.audit` }),
  );
}

function pinoTo(stream) {
  const logger = pino({ level: 'debug', timestamp: pino.stdTimeFunctions.isoTime }, stream);
  return {
    log: (level, message, fields) => logger[level](fields, message),
    end: () => new Promise((resolve) => stream.once('close', resolve) && stream.end()),
  };
}

function pinoWorker(destination) {
  return pinoTo(pino.transport({ target: 'pino/file', options: { destination } }));
}

/** The records that all of them write: message, method, status, duration, a nested user, service. */
function sampleRecords(count) {
  return Array.from(wireRecords({ count }), ({ level, message, attributes, service }) => ({
    level,
    message,
    fields: { ...attributes, service },
  }));
}

function fileOf(filename) {
  return existsSync(`${filename}.log`) ? `${filename}.log` : filename;
}

/** Counts the lines of a file that grows, each byte once. */
function lineCounter(filename) {
  const buffer = Buffer.allocUnsafe(2 ** 20);
  let [fd, at, lines] = [undefined, 0, 0];
  return {
    lines() {
      if (fd === undefined && !existsSync(fileOf(filename))) return 0;
      fd ??= openSync(fileOf(filename), 'r');
      for (
        let read = readSync(fd, buffer, 0, buffer.length, at);
        read > 0;
        read = readSync(fd, buffer, 0, buffer.length, at)
      ) {
        at += read;
        for (let found = buffer.indexOf(10); found !== -1 && found < read; found = buffer.indexOf(10, found + 1))
          lines += 1;
      }
      return lines;
    },
  };
}

/** Until every line is in the file, however early the writer calls itself finished. */
async function write(name, filename, count) {
  const records = sampleRecords(10_000);
  // pino's worker lets the process end although it has not written everything yet.
  const alive = setInterval(() => {}, 1_000);
  const writer = WRITERS[name][1](filename);
  for (let index = 0; index < WARM_UP; index += 1) {
    const { level, message, fields } = records[index];
    writer.log(level, message, fields);
    if (index % PER_TURN === 0) await turn();
  }
  const counted = lineCounter(filename);
  while (counted.lines() < (name === 'reference' ? 1 : WARM_UP)) await pause(20);
  const began = performance.now();
  const cpu = process.cpuUsage();
  for (let index = 0; index < Number(count); index += 1) {
    const { level, message, fields } = records[index % records.length];
    writer.log(level, message, fields);
    if (index % PER_TURN === 0) await turn();
  }
  // Winston's File may fail when it is ended under load: it gets the time to write by itself.
  if (name === 'reference') writer.end();
  const deadline = performance.now() + 30_000;
  while (counted.lines() < Number(count) + WARM_UP && performance.now() < deadline) await pause(2);
  const millis = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const written = counted.lines() - WARM_UP;
  const bytes = statSync(fileOf(filename)).size / counted.lines();
  const perSecond = (Number(count) / millis) * 1_000;
  process.send({ perSecond, cpuMicros: (user + system) / Number(count), written, bytes });
  clearInterval(alive);
  process.disconnect();
  if (name !== 'reference') await writer.end();
}

function burst(name, filename) {
  const writer = WRITERS[name][1](filename);
  const records = sampleRecords(BURST);
  for (const { level, message, fields } of records) writer.log(level, message, fields);
  process.exit(0);
}

/** Lines of the benchmarks' generator into files of 10 MiB, compressed beside an event loop that is watched. */
async function compress(folder, method, count) {
  const transport = new FileTransport({
    filename: join(folder, 'app.log'),
    ...AI_RESPONSE_LOG,
    maxBytes: 10 * 2 ** 20,
    compress: method,
    formatter: { name: 'line', contentType: 'text/plain', format: ({ message }) => message },
  });
  let [plain, index] = [0, 0];
  for (const line of generatedLines({ count: Number(count) })) {
    transport.record({ id: `${index}`, timestamp: 0, level: 'info', severity: 9, message: line });
    plain += Buffer.byteLength(line) + 1;
    index += 1;
    if (index % 500 === 0) await turn();
  }
  await transport.flush();
  const current = statSync(join(folder, 'app.log')).size;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = performance.now();
  await transport.tidy();
  const millis = performance.now() - began;
  delay.disable();
  const packed = readdirSync(folder).filter((name) => name !== 'app.log');
  const bytes = packed.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  process.send({
    saved: 1 - bytes / (plain - current),
    megabytesPerSecond: (plain - current) / 2 ** 20 / (millis / 1_000),
    delayP99: delay.percentile(99) / 1e6,
    files: packed.length,
  });
  process.disconnect();
}

async function child(folder, ...argv) {
  const process_ = fork(new URL(import.meta.url), argv);
  const message = argv[0] === 'burst' ? undefined : once(process_, 'message');
  const exit = once(process_, 'exit');
  const [result] = (await Promise.race([message ?? exit, exit.then(() => [])])) ?? [];
  await exit;
  return result;
}

async function compare(runs, count) {
  const names = Object.keys(WRITERS);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const name of run % 2 === 0 ? names : names.toReversed()) {
      const folder = mkdtempSync(join(tmpdir(), 'tailrace-file-'));
      const result = await child(folder, 'write', name, join(folder, 'app.log'), String(count));
      results[name].push(result);
      console.log(name, Math.round(result.perSecond), result.cpuMicros.toFixed(2), result.written);
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const lost = {};
  for (const name of names) {
    const folder = mkdtempSync(join(tmpdir(), 'tailrace-file-'));
    await child(folder, 'burst', name, join(folder, 'app.log'));
    lost[name] = BURST - lineCounter(join(folder, 'app.log')).lines();
    rmSync(folder, { recursive: true, force: true });
  }
  const packed = [];
  for (const method of ['gzip', 'brotli']) {
    const folder = mkdtempSync(join(tmpdir(), 'tailrace-file-'));
    packed.push([method, await child(folder, 'compress', folder, method, '130000')]);
    rmSync(folder, { recursive: true, force: true });
  }

  await report({ results, lost, packed, names, count, runs, titles: WRITERS, perTurn: PER_TURN, burst: BURST });
  if (lost.tailrace > 0 || packed.some(([, { saved }]) => saved < 0.85)) process.exitCode = 1;
}
