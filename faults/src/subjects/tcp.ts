import { TcpTransport } from '@tailrace/transport-tcp';
import { LinkOracle } from '../oracles/link-oracle.ts';
import type { Subject } from './subject.ts';

export const subject: Subject = {
  name: 'tcp',
  claims: { ordered: true, repeats: 'ignored', wait: 'the wait asked for', keeps: 'in a spool' },
  make: (url, options) => new TcpTransport({ ...options, url }),
  oracle: () => LinkOracle.overTcp(),
};
