// The smallest Winston application with Tailrace: a file and a collector, with secrets taken out. Run: node src/main.cjs
const { chain, rateLimit, redact, sample } = require('@tailrace/core');
const { jsonFormat } = require('@tailrace/format-json');
const { FileTransport } = require('@tailrace/transport-file');
const { HttpTransport } = require('@tailrace/transport-http');
const winston = require('winston');

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
