// Four ways of logging in one program, none of which knows of Tailrace; all of it goes into one file.
const bunyan = require('bunyan');
const debug = require('debug');
const { pino } = require('pino');
const { bridgeAll } = require('@tailrace/bridges');
const { FileTransport } = require('@tailrace/transport-file');

// In an application this stands at its beginning, and nothing else changes.
const transport = new FileTransport({ filename: 'logs/app.jsonl' });
const bridges = bridgeAll(transport, {
  pino,
  bunyan,
  debug: 'loaded',
  service: 'shop',
  levelByLogger: { default: 'debug', warehouse: 'error' },
});

// This is the application.
console.warn('Disk at %d %', 91);
pino({ name: 'orders' }).child({ order: 17 }).info({ item: 'tea' }, 'Order placed');
const warehouse = bunyan.createLogger({ name: 'warehouse' });
warehouse.info('Polling'); // turned down by name
warehouse.error(new Error('No answer', { cause: new Error('connect ECONNREFUSED') }), 'Stock unknown');
debug.enable('shop:*');
debug('shop:cart')('%d items', 2);

bridges.undo();
transport.end();
