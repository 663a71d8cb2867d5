import { HttpTransport } from '@tailrace/transport-http';
import { HttpDestination } from '@tailrace/delivery/testing';
import { JsonOracle } from '../oracles/json-oracle.ts';
import type { Subject } from './subject.ts';

export const subject: Subject = {
  name: 'http',
  claims: { ordered: true, repeats: 'possible', wait: '`Retry-After`', keeps: 'in a spool' },
  make: (url, options) => new HttpTransport({ ...options, url }),
  oracle: async () => new JsonOracle(await HttpDestination.start()),
};
