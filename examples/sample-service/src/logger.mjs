// The logger of the service: a Winston application's, with one import changed; its transports are Tailrace's.
import { chain, level, rateLimit, redact, sample } from '@tailrace/core';
import { jsonFormat } from '@tailrace/format-json';
import { FileTransport } from '@tailrace/transport-file';
import { HttpTransport } from '@tailrace/transport-http';
import winston from '@tailrace/winston';

/**
 * Everything from debug up goes to the file, as it is. The collector gets what the chain lets through: a tenth of the
 * debug records (each counts for ten), no flood of one message, and no secrets.
 */
export function createServiceLogger({ collector, token, filename, stateDirectory, runId }) {
  const toFile = new FileTransport({ filename, formatter: jsonFormat(), filter: redact() });
  const toCollector = new HttpTransport({
    url: new URL('/v1/records', collector).href,
    ...(token && { token }),
    compression: 'gzip',
    filter: chain(level('debug'), rateLimit({ perSecond: 2_000, by: 'message' }), sample({ debug: 0.1 }), redact()),
    delivery: { durability: 'process', spool: { directory: stateDirectory } },
  });
  const logger = winston.createLogger({
    level: 'debug',
    defaultMeta: { service: 'shop', run: runId },
    transports: [toFile, toCollector],
  });
  return { logger, toFile, toCollector };
}
