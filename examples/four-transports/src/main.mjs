// An application that logs to a file, a collector, Elasticsearch and Sentry at once, and shows what arrived where.
// Run: node src/main.mjs. With ELASTICSEARCH_URL or SENTRY_DSN in the environment, those get what is theirs.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createLogger } from './logger.mjs';
import { elasticsearchAt, sentryAt, startCollectorHere } from './stand-ins.mjs';

const collector = await startCollectorHere();
const elasticsearch = await elasticsearchAt(process.env.ELASTICSEARCH_URL);
const sentry = await sentryAt(process.env.SENTRY_DSN);
const filename = 'logs/shop.log';

const logger = createLogger({
  filename,
  collectorUrl: collector.url,
  elasticsearchUrl: elasticsearch.url,
  sentryDsn: sentry.dsn,
});

logger.debug('Cart opened', { items: 2 });
logger.info('Order placed', { item: 'tea', customer: { email: 'ann@example.com' } });
for (let attempt = 1; attempt <= 3; attempt += 1) logger.warn('Payment is slow');
const refused = new Error('connect ECONNREFUSED');
logger.error('Payment failed', { tenant: 'acme', error: new Error('No answer from the bank', { cause: refused }) });

logger.end();
await once(logger, 'finish');

show(
  `${filename}, as text`,
  readFileSync(filename, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith(' ')),
);
show('The collector, as JSON', await collector.received());
show('Elasticsearch, in its Common Schema', await elasticsearch.received());
show('Sentry', sentry.received());
elasticsearch.stop();
sentry.stop();
await collector.stop();

function show(title, lines) {
  console.log(`${title}:`);
  for (const line of lines) console.log(`  ${line}`);
}
