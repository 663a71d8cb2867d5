// What is logged: the same five fields, nested objects and child fields for every logger.
export const FIVE = { status: 200, method: 'GET', path: '/orders/1796', duration_ms: 12.5, cached: false };
export const NESTED = {
  request: { method: 'GET', path: '/orders/1796', headers: { accept: 'application/json', host: 'shop.example' } },
  user: { id: 1796, name: 'Ada Lovelace', roles: ['buyer', 'staff'] },
};
export const OF_CHILD = { service: 'orders', request_id: '9fd391970e8deb17' };
export const MESSAGE = 'order shipped to its buyer';

/** Each makes the function that logs once. `call(level, message, fields)` is how a logger takes fields. */
export const CASES = {
  message: (logger) => () => logger.call('info', MESSAGE),
  'five fields': (logger) => () => logger.call('info', MESSAGE, FIVE),
  nested: (logger) => () => logger.call('info', MESSAGE, NESTED),
  child: (logger) => {
    const child = logger.child(OF_CHILD);
    return () => child.call('info', MESSAGE);
  },
};
export const DISABLED = (logger) => () => logger.call('debug', MESSAGE);
