import { afterAll, describe, expect, it } from 'vitest';
import { Application, SLOW } from './surface-application.ts';

/** Sentry takes over much of a process, so it has one of its own. */
const PROGRAM = `
const { createServer } = require('node:http');
const { once } = require('node:events');
const sent = [];
const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text) => (body += text)).on('end', () => {
    const lines = body.split('\\n').filter(Boolean).map((line) => JSON.parse(line));
    for (const line of lines) if (line.message || line.exception) sent.push(line);
    response.end('{}');
  });
}).listen(0, '127.0.0.1', async () => {
  const winston = require(process.argv[2]);
  const { default: SentryTransport } = require('winston-transport-sentry-node');
  const { port } = server.address();
  const transport = new SentryTransport({ sentry: { dsn: 'http://key@127.0.0.1:' + port + '/1', defaultIntegrations: false }, level: 'info' });
  const logger = winston.createLogger({ transports: [transport], defaultMeta: { service: 'api' } });
  for (let n = 0; n < 10; n += 1) logger.info('line ' + n, { n });
  logger.error(new Error('broken'));
  logger.child({ user: { id: 'u' } }).warn('of a child');
  // Its end waits until everything was sent.
  await once(logger.end(), 'finish');
  const told = sent.map(({ message, level, extra, user, exception }) => ({ message, level, n: extra?.n, service: extra?.service, user, thrown: exception?.values[0].value }));
  console.log(JSON.stringify([transport instanceof winston.Transport, told]));
  server.closeAllConnections();
  server.close();
});
`;

describe('winston-transport-sentry-node [X2]', SLOW, () => {
  const application = new Application('winston', 'winston-transport-sentry-node');
  afterAll(() => application.remove());

  it('sends with our logger what it sends with winston’s', async () => {
    const run = (name: string) => application.run(`${name.length}.cjs`, PROGRAM, { words: [name] });
    const [stock, ours] = await Promise.all([run('winston'), run('@tailrace/winston')]);
    expect([stock.stderr, ours.stderr]).toEqual(['', '']);
    const [isTransport, told] = JSON.parse(ours.stdout) as [
      boolean,
      { message?: string; level: string; user?: object; thrown?: string }[],
    ];
    expect([isTransport, told]).toEqual(JSON.parse(stock.stdout));
    expect(told.length).toBe(12);
    expect(told.find(({ thrown }) => thrown !== undefined)?.thrown).toBe('broken');
    expect(told.find(({ message }) => message === 'of a child')).toMatchObject({ level: 'warning', user: { id: 'u' } });
  });
});
