// The sample service with real requests against it. Its parent reads one line of JSON at the end of a bounded run.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { sendRequests } from './load.mjs';
import { createServiceLogger } from './logger.mjs';
import { startService } from './service.mjs';

const { values } = parseArgs({
  options: {
    collector: { type: 'string', default: 'http://127.0.0.1:8717' },
    token: { type: 'string' },
    file: { type: 'string', default: 'logs/shop.jsonl' },
    state: { type: 'string' },
    requests: { type: 'string' },
    'per-second': { type: 'string' },
  },
});
const runId = randomUUID().slice(0, 8);
const { logger, toFile, toCollector } = createServiceLogger({
  collector: values.collector,
  token: values.token,
  filename: values.file,
  stateDirectory: values.state,
  runId,
});
const service = await startService(logger);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());

const bounded = values.requests !== undefined;
const answered = await sendRequests(service.url, {
  requests: bounded ? Number(values.requests) : Number.POSITIVE_INFINITY,
  perSecond: bounded ? undefined : Number(values['per-second'] ?? 12),
  parallel: bounded ? 16 : 6,
  signal: stop.signal,
});
await service.close();
await new Promise((resolve) => logger.on('finish', resolve).end());
console.log(JSON.stringify({ runId, answered, file: toFile.counts(), collector: toCollector.counts() }));
