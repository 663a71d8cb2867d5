import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root } from '../workspace.mjs';

/** Takes batches as a collector does; answers its address and the records it got. */
async function startDestination() {
  const records = [];
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      for (const line of Buffer.concat(parts).toString().trim().split('\n')) records.push(JSON.parse(line));
      response.end(JSON.stringify({ accepted: 1, duplicates: 0, rejected: [] }));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.closeAllConnections() ?? server.close());
  return { url: `http://127.0.0.1:${server.address().port}/v1/records`, records };
}

describe('the examples', () => {
  it.each(['winston-cjs/src/main.cjs', 'winston-esm/src/main.mjs'])(
    '%s writes one record to the file and to the collector, without the address',
    async (example) => {
      const folder = mkdtempSync(join(tmpdir(), 'tailrace-example-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const { url, records } = await startDestination();
      const env = { ...process.env, COLLECTOR_URL: url, TAILRACE_STATE_DIR: join(folder, 'state') };
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(root, 'examples', example)], {
        cwd: folder,
        env,
      });
      expect(stdout + stderr).toBe('');
      const lines = readFileSync(join(folder, 'logs', 'shop.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatchObject({ message: 'Order placed', service: 'shop', attributes: { item: 'tea' } });
      expect(lines[0].attributes.customer.email).toBe('[redacted]');
      expect(records).toEqual(lines);
    },
  );

  it('other-loggers writes what four libraries log into one file, and nothing to the terminal', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tailrace-example-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const main = join(root, 'examples', 'other-loggers', 'src', 'main.cjs');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main], { cwd: folder });
    expect(stdout + stderr).toBe('');
    const lines = readFileSync(join(folder, 'logs', 'app.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { level: 'warn', logger: 'console', message: 'Disk at 91 %', service: 'shop' },
      { level: 'info', logger: 'orders', message: 'Order placed', attributes: { order: 17, item: 'tea' } },
      {
        level: 'error',
        logger: 'warehouse',
        message: 'Stock unknown',
        exception: { message: 'No answer', cause: { message: 'connect ECONNREFUSED' } },
      },
      { level: 'debug', logger: 'shop:cart', message: '2 items' },
    ]);
  });

  it('four-transports hands each destination what its own filter and formatter make of the records', {
    timeout: 60_000,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tailrace-example-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { ELASTICSEARCH_URL: _url, SENTRY_DSN: _dsn, ...rest } = process.env;
    const env = { ...rest, TAILRACE_STATE_DIR: join(folder, 'state') };
    const main = join(root, 'examples', 'four-transports', 'src', 'main.mjs');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main], { cwd: folder, env });
    expect(stderr).toBe('');
    const slow = (prefix, times) => Array.from({ length: times }, () => `  ${prefix}Payment is slow`);
    const after = 'Cart opened, Order placed, Payment is slow, Payment is slow, Payment is slow';
    expect(
      stdout
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
        .trimEnd()
        .split('\n'),
    ).toEqual([
      'logs/shop.log, as text:',
      '  TIME DEBUG Cart opened {"items":2}',
      '  TIME INFO  Order placed {"item":"tea","customer":{"email":"[redacted]"}}',
      ...slow('TIME WARN  ', 3).map((line) => `${line} -`),
      '  TIME ERROR Payment failed {"tenant":"acme"}',
      'The collector, as JSON:',
      '  error: Payment failed',
      '  info: Order placed',
      ...slow('warn: ', 3),
      'Elasticsearch, in its Common Schema:',
      '  error: Payment failed',
      '  info: Order placed',
      ...slow('warn: ', 1),
      '  warn: Payment is slow (and 2 times more)',
      'Sentry:',
      '  event error: Payment failed [Error: connect ECONNREFUSED <- Error: No answer from the bank] of tenant acme, ' +
        `after: ${after}`,
      ...slow('log warn: ', 3),
    ]);
  });

  it('the root README shows the example for ES modules', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const shown = /```js\n([\s\S]*?)```/.exec(readme)[1].trim();
    const example = readFileSync(join(root, 'examples', 'winston-esm', 'src', 'main.mjs'), 'utf8')
      .replace(/^\/\/.*\n/, '')
      .replace('process.env.COLLECTOR_URL ?? ', '')
      .replace('logger.end();', '')
      .trim();
    expect(shown).toBe(example);
  });
});
