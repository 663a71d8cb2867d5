import { WebsocketTransport } from '@tailrace/transport-websocket';
import { WebsocketDestination } from '../oracles/websocket-destination.ts';
import { JsonOracle } from '../oracles/json-oracle.ts';
import type { Subject } from './subject.ts';

export const subject: Subject = {
  name: 'websocket',
  claims: { ordered: true, repeats: 'ignored', wait: 'the wait asked for', keeps: 'in a spool' },
  make: (url, options) => new WebsocketTransport({ ...options, url }),
  oracle: async () => new JsonOracle(await WebsocketDestination.start()),
};
