import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines, messages, tailrace } from './cli.ts';
import { deadAddress } from './fake-server.ts';
import { api, folder, worker } from './searched-files.ts';

describe('search', () => {
  it('prints what matches as JSON lines in a pipe, oldest first, all of it', async () => {
    const { code, stdout, stderr } = await tailrace(['search', '', api]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(messages(stdout)).toEqual(['started', 'connection reset', 'slow']);
    expect(jsonLines(stdout)[1]).toMatchObject({
      level: 'error',
      severity: 17,
      timestamp: '2026-01-31T12:00:02.000Z',
      attributes: { status: 500 },
    });
  });

  it('ends with 1 where nothing is found, and with 3 where a source fails, with what the others gave', async () => {
    expect(await tailrace(['search', 'nowhere', api])).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(await tailrace(['search', '', join(folder, 'none.log')])).toMatchObject({ code: 3, stdout: '' });
    const dead = await deadAddress();
    const partly = await tailrace(['search', 'slow', api, dead]);
    expect(messages(partly.stdout)).toEqual(['slow']);
    expect(partly.code).toBe(3);
    expect(partly.stderr).toContain(dead);
  });

  it('takes the newest with --limit, the oldest with --head, and turns round with --reverse', async () => {
    const limited = await tailrace(['search', '', api, worker, '--limit', '2']);
    expect(messages(limited.stdout)).toEqual(['=job failed, "twice"', 'slow']);
    expect(limited.stderr).toContain('there are more');
    expect(messages((await tailrace(['search', '', api, worker, '-n2', '--head'])).stdout)).toEqual([
      'started',
      'job begins',
    ]);
    expect(messages((await tailrace(['search', '', api, '--reverse'])).stdout)).toEqual([
      'slow',
      'connection reset',
      'started',
    ]);
    expect((await tailrace(['search', '', api, '--limit', '3'])).stderr).toBe('');
  });

  it('bounds the time asked for', async () => {
    const { stdout } = await tailrace([
      'search',
      '',
      api,
      '--since',
      '2026-01-31T12:00:01Z',
      '--until',
      '2026-01-31T12:00:04Z',
    ]);
    expect(messages(stdout)).toEqual(['connection reset']);
    expect((await tailrace(['search', '', api, '--since', '-15m'])).code).toBe(1);
  });

  it('says so where a query is searched as plain text', async () => {
    const { code, stderr } = await tailrace(['search', 'level>=', api]);
    expect(code).toBe(1);
    expect(stderr).toContain('plain text');
  });

  it('answers pipes with a table, over all sources together', async () => {
    const { code, stdout } = await tailrace(['search', '| count by service', api, worker]);
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toEqual([
      { service: 'api', count: 3 },
      { service: 'worker', count: 2 },
    ]);
    expect((await tailrace(['search', 'nowhere | count by service', api])).code).toBe(1);
  });
});
