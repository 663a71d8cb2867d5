import type { HttpTransportOptions } from '../http-transport-options.ts';
import { presetFormatter } from './preset-formatter.ts';

/** Which source of Better Stack logs go to. */
export interface BetterStackOptions {
  readonly sourceToken: string;
  /** The source's ingesting host, as its page names it; `https://in.logs.betterstack.com` by default. */
  readonly url?: string | URL;
}

/** Better Stack's limit of a request, before compression. */
const MAX_BYTES = 10_000_000;

/**
 * Options that deliver to Better Stack: gzipped JSON arrays, the time under `dt`.
 *
 * @example
 * new HttpTransport(betterStack({ sourceToken: process.env.BETTER_STACK_TOKEN, url: 'https://s1.eu.betterstackdata.com' }));
 * @see https://betterstack.com/docs/logs/ingesting-data/http/logs/
 */
export function betterStack(options: BetterStackOptions): HttpTransportOptions {
  return {
    url: options.url ?? 'https://in.logs.betterstack.com',
    token: options.sourceToken,
    framing: 'json-array',
    compression: 'gzip',
    maxBytes: MAX_BYTES,
    formatter: presetFormatter('better-stack', ({ timestamp, ...wire }) => ({ dt: timestamp, ...wire })),
  };
}
