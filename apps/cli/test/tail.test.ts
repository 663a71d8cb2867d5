import { appendFileSync, copyFileSync, mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EventReader } from '../src/follow/server-events.ts';
import { jsonLines, line, messages, start, tailrace, temporaryFolder } from './cli.ts';
import { deadAddress, fakeServer, reply } from './fake-server.ts';

const folder = temporaryFolder();

describe('a followed file', () => {
  it('shows its newest matching records and then what is added, across rotation and truncation', async () => {
    const path = join(folder, 'app.log');
    writeFileSync(
      path,
      ['a', 'b', 'c'].map((name) => line('12:00:00', 'error', `old ${name}`)).join('') +
        line('12:00:00', 'info', 'quiet'),
    );
    const tail = start(['tail', 'level>=warn', path, '-n', '2']);
    await tail.until('stdout', 'old c');
    appendFileSync(path, line('12:00:01', 'info', 'quiet') + line('12:00:01', 'error', 'added'));
    await tail.until('stdout', 'added');

    appendFileSync(path, line('12:00:02', 'error', 'last of the old file'));
    renameSync(path, `${path}.1`);
    writeFileSync(path, line('12:00:03', 'error', 'first of the new file'));
    await tail.until('stdout', 'first of the new file');
    expect(tail.stderr()).toContain('was rotated');

    truncateSync(path);
    await tail.until('stderr', 'was truncated');
    appendFileSync(path, line('12:00:04', 'error', 'after the cut'));
    await tail.until('stdout', 'after the cut');

    expect(await tail.end('SIGINT')).toBe(0);
    expect(messages(tail.stdout())).toEqual([
      'old b',
      'old c',
      'added',
      'last of the old file',
      'first of the new file',
      'after the cut',
    ]);
  });

  it('need not be there yet, and keeps a stack trace together that comes in pieces', async () => {
    const path = join(folder, 'later.log');
    const tail = start(['tail', '', path]);
    await tail.until('stderr', 'is not there yet');
    writeFileSync(path, '2026-01-31T12:00:00Z error: boom\n    at a (x.js:1');
    await tail.until('stderr', 'is there now');
    appendFileSync(path, ':2)\n2026-01-31T12:00:01Z info: next\n');
    await tail.until('stdout', 'next');
    expect(await tail.end()).toBe(0);
    expect(messages(tail.stdout())).toEqual(['boom', 'next']);
  });

  it('begins with the newest of several files in order of time, and says which is which', async () => {
    const [one, two] = [join(folder, 'one.log'), join(folder, 'two.log')];
    writeFileSync(one, line('12:00:00', 'info', 'first') + line('12:00:02', 'info', 'third'));
    writeFileSync(two, line('12:00:01', 'info', 'second'));
    const tail = start(['tail', '', one, two, '-o', 'raw', '-f', 'file,message']);
    await tail.until('stdout', 'third');
    expect(tail.stdout()).toBe('one.log\tfirst\ntwo.log\tsecond\none.log\tthird\n');
    await tail.end();
  });

  it('takes up the files of a glob that come later, and none that was only renamed or copied', async () => {
    const logs = join(folder, 'glob');
    mkdirSync(logs);
    const path = join(logs, 'app.log');
    writeFileSync(path, line('12:00:00', 'info', 'old'));
    const tail = start(['tail', '', join(logs, '*.log*'), '-n', '1']);
    await tail.until('stdout', 'old');
    writeFileSync(join(logs, 'worker.log'), line('12:00:01', 'info', 'of a new file'));
    await tail.until('stdout', 'of a new file');
    renameSync(path, `${path}.1`);
    writeFileSync(path, line('12:00:02', 'info', 'behind the rotation'));
    await tail.until('stdout', 'behind the rotation');
    copyFileSync(path, `${path}.2`);
    truncateSync(path);
    await tail.until('stderr', 'was truncated');
    writeFileSync(join(logs, 'last.log'), line('12:00:03', 'info', 'the end'));
    await tail.until('stdout', 'the end');
    expect(await tail.end('SIGINT')).toBe(0);
    expect(messages(tail.stdout())).toEqual(['old', 'of a new file', 'behind the rotation', 'the end']);
    expect(jsonLines<{ attributes: { file: string } }>(tail.stdout())[1]?.attributes.file).toBe('worker.log');
  });

  it('sees that a file was cut though it has grown beyond what it was', async () => {
    const path = join(folder, 'cut.log');
    writeFileSync(path, line('12:00:00', 'info', 'first'));
    const tail = start(['tail', '', path]);
    await tail.until('stdout', 'first');
    writeFileSync(path, line('12:00:01', 'info', 'second') + line('12:00:02', 'info', 'third'));
    await tail.until('stdout', 'third');
    expect(await tail.end('SIGINT')).toBe(0);
    expect(messages(tail.stdout())).toEqual(['first', 'second', 'third']);
  });

  it('begins with everything from --since on', async () => {
    const path = join(folder, 'since.log');
    const lines = Array.from({ length: 40 }, (_, n) => line(`12:00:${String(n).padStart(2, '0')}`, 'info', `m ${n}`));
    writeFileSync(path, lines.join(''));
    const tail = start(['tail', '', path, '--since', '2026-01-31T12:00:15Z']);
    await tail.until('stdout', 'm 39');
    appendFileSync(path, line('12:00:40', 'info', 'added'));
    await tail.until('stdout', 'added');
    expect(await tail.end('SIGINT')).toBe(0);
    expect(messages(tail.stdout())).toEqual([...Array.from({ length: 25 }, (_, n) => `m ${n + 15}`), 'added']);
  });

  it('follows standard input to its end', async () => {
    const { code, stdout } = await tailrace(['tail', 'level:error', '-'], {
      input: line('12:00:00', 'error', 'x') + line('12:00:00', 'info', 'y'),
    });
    expect(code).toBe(0);
    expect(messages(stdout)).toEqual(['x']);
  });

  it('ends when it is interrupted while standard input stays open', async () => {
    const tail = start(['tail', '', '-']);
    tail.child.stdin?.write(line('12:00:00', 'error', 'x'));
    await tail.until('stdout', '"x"');
    expect(await tail.end('SIGINT')).toBe(0);
    const search = start(['search', '', '-']);
    search.child.stdin?.write(line('12:00:00', 'error', 'x') + line('12:00:00', 'error', 'y'));
    await search.until('stdout', '"x"');
    expect(await search.end('SIGINT')).toBe(130);
  });
});

describe('a followed server', () => {
  const event = (id: string, message: string): string =>
    `id: ${id}\nevent: record\ndata: ${JSON.stringify({ id, timestamp: '2026-01-31T12:00:00.000Z', level: 'info', severity: 9, message })}\n\n`;

  it('is connected to again after a break, goes on after the last record, and tells gaps', async () => {
    const streams: ServerResponse[] = [];
    const server = await fakeServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      streams.push(response);
      if (streams.length === 1)
        response.write(`retry: 2000\n\n: comment\n\n${event('id-1', 'one')}${event('id-2', 'two')}`);
      else response.write(`${event('id-2', 'two')}${event('id-3', 'three')}event: gap\ndata: {"missed":12}\n\n`);
    });
    const tail = start(['tail', 'level:info | count', server.url, '--token', 't', '-n', '5']);
    await tail.until('stdout', 'two');
    server.breakOff();
    await tail.until('stdout', 'three');
    await tail.until('stderr', '12 records not shown');
    expect(await tail.end('SIGINT')).toBe(0);
    expect(messages(tail.stdout())).toEqual(['one', 'two', 'three']);
    expect(tail.stderr()).toContain('trying again');
    expect(tail.stderr()).toContain('connected again');
    const [first, second] = server.requests;
    expect(new URL(`http://x${first?.url}`).searchParams.get('q')?.trim()).toBe('level:info');
    expect(first?.url).toContain('last=5');
    expect(second?.url).not.toContain('last=');
    expect(second?.headers).toMatchObject({ 'last-event-id': 'id-2', authorization: 'Bearer t' });
  });

  it('fails at once where it never answered', async () => {
    const { code, stderr } = await tailrace(['tail', '', await deadAddress()]);
    expect(code).toBe(3);
    expect(stderr).toContain('tailrace serve');
    const closed = await fakeServer((_request, response) =>
      reply(response, 401, { error: { code: 'X', message: 'no' } }),
    );
    expect((await tailrace(['tail', '', closed.url])).code).toBe(3);
  });

  it('reads events however their bytes are cut', () => {
    const text = 'event: a\r\ndata: 1\r\ndata: 2\r\nid: 7\r\n\r\n:comment\n\ndata:x\n\nevent: lost\n\n';
    for (let size = 1; size < 9; size += 1) {
      const reader = new EventReader();
      const events = (text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []).flatMap((piece) => reader.push(piece));
      expect(events).toEqual([
        { event: 'a', data: '1\n2', id: '7' },
        { event: 'message', data: 'x' },
      ]);
    }
  });
});
