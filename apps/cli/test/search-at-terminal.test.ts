import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { line, MAIN } from './cli.ts';
import { api, chinese, folder } from './searched-files.ts';
import { atTerminal, HAS_TERMINAL } from './terminal.ts';

describe.skipIf(!HAS_TERMINAL)('on a terminal', () => {
  async function onTerminal(words: string, columns: number, env: Record<string, string> = {}): Promise<string> {
    const command = `"${process.execPath}" "${MAIN}" ${words}`;
    const terminal = atTerminal(command, { columns, env: { TAILRACE_PAGER: 'cat', ...env } });
    await terminal.ended;
    return terminal.screen().replaceAll('\r\n', '\n');
  }

  it('is pretty and coloured', async () => {
    const shown = await onTerminal(`search '' '${api}'`, 100);
    expect(shown).toContain('\u001b[');
    expect(shown).toContain('connection reset');
    expect(shown).not.toContain('"message"');
  });

  it.each([
    ...['pretty', 'jsonl', 'raw', 'csv', 'table'].map((form) => ['search', `''`, `-n 5 -o ${form}`]),
    ...['jsonl', 'raw', 'csv', 'table'].map((form) => ['search', `'* | count by level, message'`, `-o ${form}`]),
    ['stats', '', '-o text'],
    ['stats', '', '-o jsonl'],
  ])('shows control characters of records, and sends none to the terminal: %s %s %s', async (command, query, form) => {
    const evil = join(folder, 'evil.jsonl');
    const words = ' \u001b]0;title\u0007 \u009b2J \u202e ';
    writeFileSync(evil, `${JSON.stringify({ level: `odd${words}`, msg: `text${words}`, odd: words })}\n`);
    const shown = await onTerminal(`${command} ${query} '${evil}' ${form} --no-color`, 200);
    expect(shown).toContain('odd');
    // oxlint-disable-next-line no-control-regex -- these are what must not come
    expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it.each([
    ['search', `''`],
    ['stats', ''],
    ['tail', `''`],
  ])('shows control characters of names in what it says of failures: %s', async (command, query) => {
    const name = `gone$(printf '\\033]0;title\\007').log.gz`;
    const shown = await onTerminal(`${command} ${query} "${name}" --no-color`, 200);
    expect(shown).toContain('gone');
    expect(shown).not.toContain('\u001b');
  });

  it('keeps to NO_COLOR also where the settings file wants colour, as the environment wins over it', async () => {
    const config = join(folder, 'colourful.json');
    writeFileSync(config, JSON.stringify({ color: 'always' }));
    const words = `search '' '${api}' --config '${config}'`;
    expect(await onTerminal(words, 100)).toContain('\u001b[');
    expect(await onTerminal(words, 100, { NO_COLOR: '1' })).not.toContain('\u001b[');
  });

  it('keeps to NO_COLOR', async () => {
    expect(await onTerminal(`search '' '${api}'`, 100, { NO_COLOR: '1' })).not.toContain('\u001b[');
  });

  it('cuts tables to its width, never a character in two', async () => {
    const shown = await onTerminal(`search '' '${chinese}' -o table -f service,message --no-color`, 30);
    expect(shown.trimEnd().split('\n')).toEqual([
      'service   message',
      `────────  ${'─'.repeat(20)}`,
      '订单服务  数据库连接成功，用…',
      'a         done 🎉',
    ]);
  });

  it('shows the newest 100 and says that there are more', async () => {
    const many = join(folder, 'many');
    mkdirSync(many, { recursive: true });
    const file = join(many, 'many.log');
    writeFileSync(
      file,
      Array.from({ length: 150 }, (_, index) => line('12:00:00', 'info', `message ${index}.`)).join(''),
    );
    const shown = await onTerminal(`search '' '${file}' --no-color`, 100);
    expect(shown).not.toContain('message 49.');
    expect(shown).toContain('message 50.');
    expect(shown).toContain('100 records shown, and there are more');
  });

  it('goes through the pager', async () => {
    const shown = await onTerminal(`search '' '${api}' --no-color`, 100, { TAILRACE_PAGER: "sed 's/^/PAGED /'" });
    expect(shown.match(/^PAGED /gm)).toHaveLength(3);
  });
});
