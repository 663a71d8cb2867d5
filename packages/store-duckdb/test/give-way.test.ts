import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { parseQuery } from '@tailrace/query';
import { afterEach, describe, expect, it } from 'vitest';
import { giveWay } from '../src/give-way.ts';
import { openDuckdbStore } from '../src/index.ts';
import { makeFolder, makeRecords, openStore } from './records.ts';

const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A process that does nothing. */
function startProcess(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60_000)'], { stdio: 'ignore' });
  started.push(child);
  return child.pid ?? 0;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

/** This process's children that work for a store in a folder. */
function childrenOn(folder: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const task of readdirSync('/proc/self/task')) {
    for (const pid of read(`/proc/self/task/${task}/children`).split(' ').filter(Boolean)) {
      const words = read(`/proc/${pid}/cmdline`);
      const name = /(reader|compactor)-child/.exec(words)?.[0];
      if (name !== undefined && (words.includes(folder) || name === 'compactor-child')) found[name] = Number(pid);
    }
  }
  return found;
}

const own = getPriority();

describe('a process that gives way', () => {
  it('has a priority that much lower than this one’s, without any right', () => {
    const pid = startProcess();
    giveWay(pid, 3);
    // Windows has classes in the place of numbers.
    expect(getPriority(pid)).toBe(process.platform === 'win32' ? own : Math.min(19, own + 3));
  });

  it('has one that is lower than this one’s where that was lowered before', () => {
    const script = `
      const { getPriority, setPriority } = require('node:os');
      const { giveWay } = require(process.argv[1]);
      setPriority(Math.min(19, getPriority() + 4));
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60_000)']);
      giveWay(child.pid, 10);
      console.log(getPriority(child.pid) - getPriority());
      child.kill('SIGKILL');`;
    const path = join(__dirname, '../dist/give-way.js');
    const lower = Number(execFileSync(process.execPath, ['-e', script, path], { encoding: 'utf8' }));
    expect(lower).toBe(process.platform === 'win32' ? 10 : Math.min(19, own + 14) - Math.min(19, own + 4));
  });

  it('has the lowest one where there is no room below', () => {
    const pid = startProcess();
    giveWay(pid, 100);
    expect(getPriority(pid)).toBe(19);
  });

  it('is left as it is by nothing, and by what has ended', () => {
    const pid = startProcess();
    giveWay(pid, 0);
    expect(getPriority(pid)).toBe(own);
    giveWay(undefined, 5);
    giveWay(2 ** 22 + 1, 5);
  });
});

// Who is a child of whom can be looked at here alone.
describe.skipIf(process.platform !== 'linux')('the processes of a store', () => {
  const { filter, pipes } = parseQuery('* | count');

  it('give way to the one that writes, and questions most', async () => {
    const directory = await makeFolder();
    const store = await openStore(directory);
    await store.append(makeRecords(10));
    await store.compact();
    await store.query({ filter, pipes });
    const { 'reader-child': reader = 0, 'compactor-child': compactor = 0 } = childrenOn(directory);
    expect(getPriority(reader)).toBe(Math.min(19, own + 10));
    expect(getPriority(compactor)).toBe(Math.min(19, own + 5));
  });

  it('answer questions as far down as they are told to', async () => {
    const directory = await makeFolder();
    const store = await openStore(directory, { queryNiceness: 2 });
    await store.append(makeRecords(10));
    await store.query({ filter, pipes });
    expect(getPriority(childrenOn(directory)['reader-child'])).toBe(Math.min(19, own + 2));
  });

  it('are refused a priority that there is not', async () => {
    const directory = await makeFolder();
    for (const queryNiceness of [-1, 20, 1.5]) {
      await expect(openDuckdbStore({ directory, queryNiceness })).rejects.toMatchObject({
        code: 'TAILRACE_BAD_OPTION',
      });
    }
  });
});
