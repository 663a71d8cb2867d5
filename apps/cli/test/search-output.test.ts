import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, jsonLines, line, MAIN, tailrace } from './cli.ts';
import { api, chinese, folder, worker } from './searched-files.ts';

describe('output', () => {
  it('prints the lines as they stood with raw', async () => {
    const text = 'Jan 31 10:00:00 web-1 app[1]: error: boom\n\tat a.b(C.java:1)\nJan 31 10:00:01 web-1 app[1]: fine\n';
    expect((await tailrace(['search', 'boom', '-', '-o', 'raw'], { input: text })).stdout).toBe(
      text.split('\n').slice(0, 2).join('\n') + '\n',
    );
  });

  it('prints chosen fields', async () => {
    const fields = ['search', 'level>=warn', api, '--fields', 'level,status,message'];
    expect(jsonLines((await tailrace(fields)).stdout)[0]).toEqual({
      level: 'error',
      status: 500,
      message: 'connection reset',
    });
    expect((await tailrace([...fields, '-o', 'raw'])).stdout).toBe('error\t500\tconnection reset\nwarn\t200\tslow\n');
  });

  it('prints CSV that no spreadsheet runs', async () => {
    const { stdout } = await tailrace(['search', 'job', worker, '-o', 'csv', '-f', 'level,message']);
    expect(stdout).toBe('level,message\ninfo,job begins\nerror,"\'=job failed, ""twice"""\n');
  });

  it('lays out tables with Chinese and emoji', async () => {
    const { stdout } = await tailrace(['search', '', chinese, '-o', 'table', '-f', 'service,message']);
    expect(stdout.split('\n')).toEqual([
      'service   message',
      '────────  ──────────────────────────────────────────',
      '订单服务  数据库连接成功，用户登录完成，会话已经建立',
      'a         done 🎉',
      '',
    ]);
  });

  it('is pretty on demand, coloured only when asked or forced, and shows control characters', async () => {
    const evil = line('12:00:00', 'error', 'x \u001b]0;title\u0007 y');
    const pretty = async (words: string[], env: Record<string, string> = {}): Promise<string> =>
      (await tailrace(['search', '', '-', '-o', 'pretty', ...words], { input: evil, env })).stdout;
    expect(await pretty([])).toMatch(/ ERROR .*x \\x1b\]0;title\\x07 y/);
    expect(await pretty([])).not.toContain('\u001b');
    expect(await pretty(['--color', 'always'])).toContain('\u001b[');
    expect(await pretty([], { FORCE_COLOR: '1' })).toContain('\u001b[');
    expect(await pretty([], { FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain('\u001b');
    expect(await pretty(['--no-color'], { FORCE_COLOR: '1' })).not.toContain('\u001b');
  });

  it('ends quietly with 0 when the reader of its pipe goes away', async () => {
    const big = join(folder, 'big.log');
    writeFileSync(
      big,
      Array.from({ length: 40_000 }, (_, index) => line('12:00:00', 'info', `message ${index}`)).join(''),
    );
    const { stdout, stderr } = await ended('bash', [
      '-c',
      `"${process.execPath}" "${MAIN}" search '' "${big}" | head -n 1; echo "code \${PIPESTATUS[0]}"`,
    ]);
    expect(stdout).toMatch(/"message":"message 0".*\ncode 0\n$/);
    expect(stderr).toBe('');
  });
});
