import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { line, temporaryFolder } from './cli.ts';

/** A folder of files to be searched, removed after the tests of a file. */
export const folder = temporaryFolder();

/** Three lines of Winston. */
export const api = join(folder, 'api.log');
writeFileSync(
  api,
  line('12:00:00', 'info', 'started', { service: 'api' }) +
    line('12:00:02', 'error', 'connection reset', { service: 'api', status: 500 }) +
    line('12:00:04', 'warn', 'slow', { service: 'api', status: 200 }),
);

/** Two lines between those, compressed. */
export const worker = join(folder, 'worker.log.1.gz');
writeFileSync(
  worker,
  gzipSync(
    line('12:00:01', 'info', 'job begins', { service: 'worker' }) +
      line('12:00:03', 'error', '=job failed, "twice"', { service: 'worker' }),
  ),
);

/** Characters that are two columns wide. */
export const chinese = join(folder, 'chinese.jsonl');
writeFileSync(
  chinese,
  line('12:00:00', 'info', '数据库连接成功，用户登录完成，会话已经建立', { service: '订单服务' }) +
    line('12:00:01', 'info', 'done 🎉', { service: 'a' }),
);
