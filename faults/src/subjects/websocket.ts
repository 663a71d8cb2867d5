import { WebsocketTransport } from '@tailrace/transport-websocket';
import { LinkOracle } from '../oracles/link-oracle.ts';
import type { Subject } from './subject.ts';

export const subject: Subject = {
  name: 'websocket',
  claims: { ordered: true, repeats: 'ignored', wait: 'the wait asked for', keeps: 'in a spool' },
  make: (url, options) => new WebsocketTransport({ ...options, url }),
  oracle: () => LinkOracle.overWebsocket(),
};
