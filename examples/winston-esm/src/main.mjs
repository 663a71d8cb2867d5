// The smallest Winston application with Tailrace: a file and a collector, with secrets taken out. Run: node src/main.mjs
import { chain, rateLimit, redact, sample } from '@tailrace/core';
import { jsonFormat } from '@tailrace/format-json';
import { FileTransport } from '@tailrace/transport-file';
import { HttpTransport } from '@tailrace/transport-http';
import winston from 'winston';

const logger = winston.createLogger({
  level: 'debug',
  defaultMeta: { service: 'shop' },
  transports: [
    new FileTransport({ filename: 'logs/shop.jsonl', formatter: jsonFormat(), filter: redact() }),
    new HttpTransport({
      url: process.env.COLLECTOR_URL ?? 'http://127.0.0.1:8717/v1/records',
      filter: chain(rateLimit({ perSecond: 1000, by: 'message' }), sample({ debug: 0.1 }), redact()),
      delivery: { durability: 'process' },
    }),
  ],
});

logger.info('Order placed', { item: 'tea', customer: { email: 'ann@example.com' } });
logger.end();
