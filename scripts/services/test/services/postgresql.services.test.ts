import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withService } from '../../index.mjs';

withService({ describe, it, beforeAll, afterAll }, 'postgresql', { own: true }, (postgresql) => {
  async function ask(sql: string): Promise<string> {
    const { stdout } = await promisify(execFile)(join(postgresql().programs, 'psql'), ['-XAtc', sql, postgresql().url]);
    return stdout.trim();
  }

  it('keeps what it committed when it is killed and started again', async () => {
    await ask('create table records (id int primary key, message text)');
    expect(await ask("insert into records values (1, 'kept')")).toBe('INSERT 0 1');
    await postgresql().kill();
    await postgresql().restart();
    expect(await ask('select message from records')).toBe('kept');
  });
});
