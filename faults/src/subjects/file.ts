import { jsonFormat } from '@tailrace/format-json';
import { FileTransport } from '@tailrace/transport-file';
import { FileDestination } from '../oracles/file-destination.ts';
import { JsonOracle } from '../oracles/json-oracle.ts';
import type { Subject } from './subject.ts';

export const subject: Subject = {
  name: 'file',
  claims: { ordered: true, repeats: 'never', wait: '', keeps: 'in the file itself' },
  make: (filename, options) => new FileTransport({ formatter: jsonFormat(), ...options, filename }),
  oracle: () => Promise.resolve(new JsonOracle(new FileDestination())),
};
