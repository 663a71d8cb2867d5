import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** How a process ended, and what it left. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of its file, and of its second one. */
  readonly lines: readonly string[];
  readonly others: readonly string[];
}

const resolve = createRequire(__filename).resolve;
const PROGRAMS = join(__dirname, 'programs.cjs');
const TRANSPORT = resolve('winston-transport');
const LIBRARIES = { stock: resolve('winston'), ours: join(__dirname, '../../../dist/index.js') };

/** Runs one of the programs in a process of its own. */
export async function runProgram(name: string, side: 'stock' | 'ours'): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-beside-'));
  try {
    const child = spawn(process.execPath, [PROGRAMS, LIBRARIES[side], TRANSPORT, name, folder], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<Pick<Ended, 'code' | 'signal'>>((settle) => {
      child.once('close', (code, signal) => settle({ code, signal }));
    });
    const [stdout, stderr, how] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    const lines = await linesOf(join(folder, 'app.log'));
    return { ...how, stdout, stderr, lines, others: await linesOf(join(folder, 'other.log')) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function linesOf(file: string): Promise<readonly string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  } catch {
    return [];
  }
}
