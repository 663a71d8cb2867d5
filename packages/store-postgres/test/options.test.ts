import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsOf } from '../src/options.ts';

describe('the URL of a server', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tailrace-postgres-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['http://user:secret@127.0.0.1/logs', 'user:secret'])(
    'is refused at once where it cannot be read, without what it holds',
    (url) => {
      expect(() => settingsOf({ url })).toThrow(
        expect.objectContaining({
          code: 'TAILRACE_BAD_OPTION',
          message: expect.not.stringContaining('secret') as string,
        }) as Error,
      );
    },
  );

  it('is refused at once where it names a certificate that is not there: waiting for it would be in vain', () => {
    const file = join(folder, 'none.crt');
    expect(() => settingsOf({ url: `postgres://127.0.0.1/logs?sslmode=verify-full&sslrootcert=${file}` })).toThrow(
      expect.objectContaining({
        code: 'TAILRACE_BAD_OPTION',
        message: expect.stringContaining('none.crt') as string,
      }) as Error,
    );
  });
});
