import { format } from 'logform';
import type { Format } from '../logger/transport.ts';
import { timeText } from './time-text.ts';

interface TimestampOptions {
  readonly format?: string | (() => string);
  readonly alias?: string;
}

const stock = format.timestamp() as unknown as Format;

/** Winston's `format.timestamp()`; without a pattern, the time is written once for each millisecond. */
export const timestamp: typeof format.timestamp = format((info, options) => {
  const { format: pattern, alias } = (options ?? {}) as TimestampOptions;
  if (pattern) return stock.transform(info, options) as typeof info;
  if (!info['timestamp']) info['timestamp'] = timeText();
  if (alias) info[alias] = info['timestamp'];
  return info;
});
