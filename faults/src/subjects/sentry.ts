import { SentryTransport } from '@tailrace/transport-sentry';
import { SentryOracle } from '../oracles/sentry-oracle.ts';
import type { Subject } from './subject.ts';

export const subject: Subject = {
  name: 'sentry',
  claims: { ordered: false, repeats: 'possible', wait: '`Retry-After`', keeps: 'in a spool' },
  make: (dsn, options) => new SentryTransport({ ...options, dsn }),
  oracle: () => SentryOracle.start(),
};
