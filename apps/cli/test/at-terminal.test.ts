import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { line, temporaryFolder } from './cli.ts';
import { atTerminal, HAS_TERMINAL, tailraceAtTerminal, withoutColours } from './terminal.ts';

const folder = temporaryFolder();
const log = join(folder, 'app.log');
const nasty = join(folder, 'nasty.log');
writeFileSync(
  log,
  [
    line('12:00:00', 'info', 'order saved', { service: 'shop', user: { id: 7 } }),
    line('12:00:01', 'error', 'order refused', { service: 'shop', user: { id: 8 } }),
    line('12:00:02', 'warn', 'slow answer', { service: 'api' }),
  ].join(''),
);
writeFileSync(
  nasty,
  [
    line('12:00:00', 'error', '数据库连接失败 👨‍👩‍👧 order', { service: '订单服务' }),
    line('12:00:01', 'info', 'e\u0301clair \u001b[31mred \u001b]0;evil\u0007 order\r\nforged', { service: 'api' }),
    line('12:00:02', 'warn', 'order \u202eabc \u009b31m', { service: 'api' }),
  ].join(''),
);

describe.skipIf(!HAS_TERMINAL)('at a terminal', () => {
  it('records are coloured lines with what was searched for marked, and nothing in them moves the cursor [CWE-150]', async () => {
    const screen = await tailraceAtTerminal(['search', 'order', nasty, '--no-pager', '--time', 'utc']);
    expect(screen).toContain('\u001b[7morder\u001b[27m');
    expect(screen.split('\n')).toHaveLength(4);
    for (const evil of ['\u001b[31mred', '\u001b]0;', '\u0007', '\u202e', '\u009b']) expect(screen).not.toContain(evil);
    expect(withoutColours(screen)).toContain('2026-01-31 12:00:00Z ERROR 订单服务 数据库连接失败 👨‍👩‍👧 order');
    const plain = await tailraceAtTerminal(['search', 'order', nasty, '--no-pager', '--theme', 'none']);
    expect(plain).not.toContain('\u001b');
    const light = await tailraceAtTerminal(['search', 'abc', nasty, '--no-pager'], { env: { COLORFGBG: '0;15' } });
    expect(light).toContain('\u001b[38;5;130mWARN');
  });

  it.each([20, 47, 200])('a table is cut to its %i columns', async (columns) => {
    const words = ['search', '', nasty, '-f', 'timestamp,level,service,message', '--no-pager'];
    const lines = withoutColours(await tailraceAtTerminal(words, { columns }))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(5);
    for (const each of lines) expect(stringWidth(each)).toBeLessThanOrEqual(columns);
  });

  it('a long answer goes through the pager, which the environment names', async () => {
    const pager = join(folder, 'pager.sh');
    writeFileSync(pager, `#!/bin/sh\necho "LESS=$LESS"\nsed 's/^/| /'\n`, { mode: 0o755 });
    const screen = await tailraceAtTerminal(['search', '', log], { env: { PAGER: pager } });
    expect(screen).toMatch(/^LESS=FRX\n\| /);
    expect(await tailraceAtTerminal(['search', '', log, '--no-pager'], { env: { PAGER: pager } })).not.toContain('| ');
    expect(
      await tailraceAtTerminal(['search', '', log], { env: { PAGER: pager, TAILRACE_PAGER: 'cat' } }),
    ).not.toContain('| ');
  });

  it('help is wrapped to its width', async () => {
    for (const columns of [40, 100]) {
      const screen = withoutColours(await tailraceAtTerminal(['search', '--help'], { columns }));
      // Lines to be copied stay whole.
      const [text = ''] = screen.split('\nExamples\n');
      const lines = text.split('\n').filter((each) => !each.startsWith('Usage'));
      const longest = Math.max(...lines.map((each) => each.length));
      expect(longest).toBeLessThanOrEqual(columns);
    }
  });

  it('top is drawn anew as records arrive, and gives the terminal back when it is interrupted', async () => {
    const growing = join(folder, 'growing.log');
    writeFileSync(growing, line('12:00:00', 'info', 'a', { service: 'one' }));
    const main = new URL('../dist/main.js', import.meta.url).pathname;
    const terminal = atTerminal(`'${process.execPath}' '${main}' top service '' '${growing}' --follow`, { rows: 30 });
    // oxlint-disable-next-line no-control-regex -- the other screen begins with ESC
    await terminal.until(/\u001b\[\?1049h[^]*one\s+1/);
    appendFileSync(growing, line('12:00:01', 'info', 'b', { service: 'two' }).repeat(3));
    await terminal.until(/two\s+3\s+75\.0%/);
    terminal.type('\u0003');
    await terminal.ended;
    // oxlint-disable-next-line no-control-regex -- and ends with ESC
    expect(terminal.screen()).toMatch(/\u001b\[\?1049l[^]*two\s+3\s+75\.0%/);
  });
});
