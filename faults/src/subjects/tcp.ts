import { TcpTransport } from '@tailrace/transport-tcp';
import { LinkDestination } from '@tailrace/delivery/testing';
import { JsonOracle } from '../oracles/json-oracle.ts';
import type { Subject } from './subject.ts';

export const subject: Subject = {
  name: 'tcp',
  claims: { ordered: true, repeats: 'ignored', wait: 'the wait asked for', keeps: 'in a spool' },
  make: (url, options) => new TcpTransport({ ...options, url }),
  oracle: async () => new JsonOracle(await LinkDestination.start()),
};
