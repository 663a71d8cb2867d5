import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from './guardian.mjs';
import { giveTo } from './account.mjs';
import { isFree } from './ports.mjs';

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** A temporary folder of one server, which belongs to the account that the server runs under. */
export function serverFolder(name, account) {
  const folder = mkdtempSync(join(tmpdir(), `tailrace-${name}-`));
  giveTo(account, folder);
  return folder;
}

/**
 * Starts a server as a process group of its own and waits until it is ready.
 *
 * The plan: `name`, `folder` (removed at the end), `ports` (the first is the service's port), `url`, `command()` →
 * `{ file, args, env, account }`, `ready()` → whether it answers, `readySeconds` (60), `stopSignal` ('SIGTERM'),
 * `facts` (more fields of the answer).
 */
export async function startServer(plan) {
  const { name, folder, ports, url, readySeconds = 60, stopSignal = 'SIGTERM', facts = {} } = plan;
  const logFile = join(folder, `${name}.log`);
  const guardian = guard(folder);
  let child;
  let over;

  const recentLog = () => {
    try {
      return readFileSync(logFile, 'utf8').trim().split('\n').slice(-25).join('\n');
    } catch {
      return '';
    }
  };

  const start = async () => {
    if (over !== undefined && !over.gone) throw new Error(`${name} is running already.`);
    const { file, args, env = {}, account } = plan.command();
    const output = openSync(logFile, 'a');
    child = spawn(file, args, {
      cwd: folder,
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...env },
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    });
    closeSync(output);
    child.unref();
    const mine = { done: false, gone: false, how: '' };
    mine.promise = new Promise((resolve) => {
      const end = (how) => {
        mine.done = true;
        mine.how = how;
        resolve();
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal ?? `code ${code}`));
    });
    over = mine;
    if (child.pid !== undefined) guardian.watch(child.pid);
    const deadline = Date.now() + readySeconds * 1000;
    while (!(await answers())) {
      if (mine.done) throw new Error(`${name} ended with ${mine.how} before it was ready:\n${recentLog()}`);
      if (Date.now() > deadline) throw new Error(`${name} was not ready after ${readySeconds} s:\n${recentLog()}`);
      await pause(50);
    }
  };

  const answers = async () => {
    try {
      return await plan.ready();
    } catch {
      return false;
    }
  };

  const signal = (which) => {
    // The number of a process that is gone may belong to another one by now.
    if (child?.pid === undefined || over.gone) return;
    try {
      process.kill(-child.pid, which);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };

  /** Ended is a server whose process is gone and whose ports are free: a launcher may die before what it launched. */
  const ended = async (withinMillis) => {
    const deadline = Date.now() + withinMillis;
    const mine = over;
    while (!mine.done || !(await allFree(ports))) {
      // Somebody else who waited was faster, and may have started it again by now.
      if (mine.gone) return true;
      if (Date.now() > deadline) return false;
      await pause(20);
    }
    if (mine.gone) return true;
    mine.gone = true;
    guardian.watch('');
    return true;
  };

  const kill = async () => {
    signal('SIGKILL');
    if (!(await ended(30_000))) throw new Error(`${name} did not end after SIGKILL.`);
  };

  const stop = async () => {
    signal('SIGCONT');
    signal(stopSignal);
    if (!(await ended(10_000))) await kill();
    guardian.retire();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  const service = {
    name,
    url,
    host: '127.0.0.1',
    port: ports[0],
    folder,
    owned: true,
    kill,
    restart: async () => {
      if (!over.gone) await kill();
      await start();
    },
    suspend: async () => signal('SIGSTOP'),
    resume: async () => signal('SIGCONT'),
    stop,
    log: recentLog,
    ...facts,
  };
  writeFileSync(logFile, '', { mode: 0o666 });
  try {
    await start();
  } catch (error) {
    signal('SIGKILL');
    guardian.retire();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
  return service;
}

async function allFree(ports) {
  for (const port of ports) if (!(await isFree(port))) return false;
  return true;
}
