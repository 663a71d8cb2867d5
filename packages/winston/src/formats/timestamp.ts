import { format } from 'logform';
import type { Format } from '../logger/transport.ts';
import { timeText } from './time-text.ts';

interface TimestampOptions {
  readonly format?: string | (() => string);
  readonly alias?: string;
}

/** What writes by a pattern. Made late, but it was loaded when `format.timestamp` was asked for. */
let stock: Format | undefined;

/** Winston's `format.timestamp()`; without a pattern, the time is written once for each millisecond. */
export const timestamp: typeof format.timestamp = format((info, options) => {
  const { format: pattern, alias } = (options ?? {}) as TimestampOptions;
  if (pattern) {
    stock ??= format.timestamp() as unknown as Format;
    return stock.transform(info, options) as typeof info;
  }
  if (!info['timestamp']) info['timestamp'] = timeText();
  if (alias) info[alias] = info['timestamp'];
  return info;
});
