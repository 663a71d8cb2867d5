// The loggers side by side: each logs JSON with an ISO time to a file, or to a stream that takes everything at once.
import { closeSync, openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { Writable } from 'node:stream';

const CHUNK = 64 * 1024;
const require = createRequire(import.meta.url);

/**
 * By name: what it is called, and what makes it write to a file or to a stream; `keeps` where some lines wait for its
 * end, `share` where it is given that part of the lines, as it would take minutes. Only the one that is measured is loaded.
 */
export const LOGGERS = {
  reference: { title: 'stringify + 64 KiB writes', file: stringifyAndWrite, keeps: true },
  tailrace: {
    title: '@tailrace/winston',
    file: (filename) => ofWinston('@tailrace/winston', (winston) => new winston.transports.File({ filename })),
    stream: () => toNoStream('@tailrace/winston'),
  },
  winston: {
    title: 'winston 3.19',
    file: (filename) => ofWinston('winston', (winston) => new winston.transports.File({ filename })),
    stream: () => toNoStream('winston'),
  },
  dailyRotateFile: { title: 'winston + winston-daily-rotate-file 5', file: dailyRotateFile },
  pinoSync: {
    title: 'pino 10, sync',
    file: (dest) => ofPino((pino) => pino.destination({ dest, sync: true })),
    stream: () => ofPino(() => noStream()),
  },
  pinoWorker: {
    title: 'pino 10, worker',
    file: (destination) => ofPino((pino) => pino.transport({ target: 'pino/file', options: { destination } })),
  },
  bunyan: {
    title: 'bunyan',
    file: (path) => ofBunyan({ path }),
    stream: () => ofBunyan({ stream: noStream() }),
  },
  logtape: { title: 'LogTape', file: logTape, keeps: true, share: 0.1 },
};

function noStream() {
  return new Writable({
    decodeStrings: false,
    write(_chunk, _encoding, done) {
      done();
    },
  });
}

function stringifyAndWrite(filename) {
  const fd = openSync(filename, 'a');
  let waiting = '';
  const calling = (own) => ({
    call(level, message, fields) {
      waiting += `${JSON.stringify({ level, message, timestamp: new Date().toISOString(), ...own, ...fields })}\n`;
      if (waiting.length >= CHUNK) {
        writeSync(fd, waiting);
        waiting = '';
      }
    },
    child: (more) => calling({ ...own, ...more }),
    end() {
      writeSync(fd, waiting);
      closeSync(fd);
    },
  });
  return calling({});
}

function ofWinston(name, transportOf) {
  const winston = require(name);
  const format = winston.format.combine(winston.format.timestamp(), winston.format.json());
  const transport = transportOf(winston);
  const logger = winston.createLogger({ format, transports: [transport] });
  const end = () => new Promise((resolve) => transport.once('finish', resolve) && logger.end());
  return { ...winstonCalls(logger), end };
}

function winstonCalls(logger) {
  return {
    call(level, message, fields) {
      if (fields === undefined) logger[level](message);
      else logger[level](message, fields);
    },
    child: (fields) => winstonCalls(logger.child(fields)),
  };
}

function toNoStream(name) {
  return ofWinston(name, (winston) => new winston.transports.Stream({ stream: noStream() }));
}

function dailyRotateFile(filename) {
  const DailyRotateFile = require('winston-daily-rotate-file');
  const options = { dirname: dirname(filename), filename: basename(filename), datePattern: '[log]' };
  return ofWinston('winston', () => new DailyRotateFile({ ...options, auditFile: `${filename}.audit` }));
}

function ofPino(destinationOf) {
  const pino = require('pino');
  const destination = destinationOf(pino);
  const logger = pino({ timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    ...fieldsFirst(logger),
    end: () => new Promise((resolve) => destination.once('close', resolve) && destination.end()),
  };
}

function ofBunyan(stream) {
  const logger = require('bunyan').createLogger({ name: 'bench', streams: [stream] });
  return { ...fieldsFirst(logger), end: async () => {} };
}

function fieldsFirst(logger) {
  return {
    call(level, message, fields) {
      if (fields === undefined) logger[level](message);
      else logger[level](fields, message);
    },
    child: (fields) => fieldsFirst(logger.child(fields)),
  };
}

async function logTape(filename) {
  const { configure, dispose, getJsonLinesFormatter, getLogger } = await import('@logtape/logtape');
  const { getFileSink } = await import('@logtape/file');
  await configure({
    sinks: { file: getFileSink(filename, { formatter: getJsonLinesFormatter() }) },
    loggers: [
      { category: 'bench', lowestLevel: 'info', sinks: ['file'] },
      { category: ['logtape', 'meta'], lowestLevel: 'error', sinks: [] },
    ],
  });
  const calling = (logger) => ({
    call: (level, message, fields) => logger[level](message, fields),
    child: (fields) => calling(logger.with(fields)),
    end: dispose,
  });
  return calling(getLogger('bench'));
}
