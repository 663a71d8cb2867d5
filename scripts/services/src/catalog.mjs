import { chromium } from './chromium.mjs';
import { elasticsearch } from './elasticsearch.mjs';
import { nats } from './nats.mjs';
import { postgresql } from './postgresql.mjs';
import { prometheus } from './prometheus.mjs';
import { redis } from './redis.mjs';
import { rsyslog } from './rsyslog.mjs';
import { versitygw } from './versitygw.mjs';

const all = [elasticsearch, rsyslog, postgresql, redis, nats, prometheus, chromium, versitygw];

/** Every service that can be had, by name. */
export const catalog = new Map(all.map((definition) => [definition.name, definition]));

/** The definition of a service; throws where the name is not known. */
export function definitionOf(name) {
  const found = catalog.get(name);
  if (found === undefined)
    throw new Error(`No service is called '${name}'; there are ${[...catalog.keys()].join(', ')}.`);
  return found;
}

export function isService(name) {
  return catalog.has(name);
}

/** The environment's variable that points at a server of one's own. */
export function urlVariable(name) {
  return `TAILRACE_TEST_${name.toUpperCase()}_URL`;
}
