import type { Loose } from '../sides.ts';
import type { Watch } from '../watch.ts';

/** A logger with one transport, `out`, which writes down whole infos. */
export function plainLogger(winston: Loose, watch: Watch, options: Loose = {}): Loose {
  return watch.logger(winston, { transports: watch.transport('out', { whole: true }), ...options });
}
