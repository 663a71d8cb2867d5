// Three routes: one works, one is slow, one fails. Each request's trace goes on to every record made under it.
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { withIncomingTrace } from '@tailrace/core';

const STOCK = ['tea', 'kettle', 'cup', 'sieve', 'honey'];

class PaymentDeclined extends Error {
  name = 'PaymentDeclined';
}

/** Starts the service on a free port of this machine; answers its address and a way to stop it. */
export async function startService(logger) {
  const routes = { '/orders': orders, '/report': report, '/checkout': checkout };
  const server = createServer((request, response) => {
    void withIncomingTrace(request.headers, async () => {
      const started = performance.now();
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service');
      logger.debug(`${request.method} ${pathname}`, { route: pathname, headers: request.headers });
      let status = 200;
      try {
        const handle = routes[pathname];
        if (handle === undefined) status = 404;
        else status = await handle(logger, searchParams);
      } catch (error) {
        status = 500;
        logger.error(`${pathname} failed`, { error, route: pathname });
      }
      const duration_ms = Math.round((performance.now() - started) * 10) / 10;
      const outcome = status >= 500 ? 'error' : duration_ms > 100 ? 'warn' : 'info';
      logger.log(outcome, `${request.method} ${pathname} ${status}`, { route: pathname, status, duration_ms });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ status }));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function orders(logger, parameters) {
  const item = STOCK[Number(parameters.get('n') ?? 0) % STOCK.length];
  logger.info(`Order placed for ${item}`, {
    item,
    price: { amount: 3 + item.length, currency: 'EUR' },
    customer: { email: 'ann@example.com', password: 'never-shown' },
  });
  return 201;
}

async function report(logger) {
  const millis = 120 + Math.random() * 180;
  await wait(millis);
  logger.info('Report made', { rows: Math.round(millis * 40) });
  return 200;
}

async function checkout(_logger, parameters) {
  const cause = new Error('card network answered 05: do not honour');
  throw new PaymentDeclined(`Payment of order ${parameters.get('n') ?? 0} was declined`, { cause });
}
