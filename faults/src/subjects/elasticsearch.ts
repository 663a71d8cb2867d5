import { ElasticsearchTransport } from '@tailrace/transport-elasticsearch';
import { ElasticsearchOracle } from '../oracles/elasticsearch-oracle.ts';
import type { Subject } from './subject.ts';

export const subject: Subject = {
  name: 'elasticsearch',
  claims: { ordered: false, repeats: 'ignored', wait: '`Retry-After`', keeps: 'in a spool' },
  make: (node, options) => new ElasticsearchTransport({ ...options, node }),
  oracle: () => ElasticsearchOracle.start(),
};
