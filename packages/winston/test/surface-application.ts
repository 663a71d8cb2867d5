import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** For tests that start processes, which take their time where the machine has other things to do. */
export const SLOW = { timeout: 120_000 };

/** The package's own folder. */
export const PACKAGE = dirname(__dirname);

const { resolve: find } = createRequire(__filename);

/** Where an installed package is. */
export function installed(name: string): string {
  const [folder] = find.paths(name)?.flatMap((place) => found(join(place, name))) ?? [];
  if (folder === undefined) throw new Error(`${name} is not installed`);
  return folder;
}

function found(folder: string): string[] {
  try {
    return [realpathSync(folder)];
  } catch {
    return [];
  }
}

/** An application in a folder of its own, which has installed packages. */
export class Application {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'tailrace-winston-')));
  readonly #running = new Set<ChildProcess>();

  constructor(...packages: string[]) {
    this.install('@tailrace/winston', PACKAGE);
    for (const name of packages) this.install(name, installed(name));
  }

  install(name: string, from: string): void {
    const place = join(this.folder, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(from, place, 'dir');
  }

  write(name: string, text: string): string {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Runs a program; `name` ends in `.cjs` or `.mjs`. */
  run(name: string, program: string, { flags = [], words = [] }: Run = {}): Promise<Ended> {
    const child = spawn(process.execPath, [...flags, this.write(name, program), ...words], {
      cwd: this.folder,
      env: { ...process.env, NODE_OPTIONS: '', VITEST: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    child.once('close', () => this.#running.delete(child));
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
    }
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, ...said }));
    });
  }

  /** Ends what runs still, and takes the folder away. */
  remove(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly flags?: readonly string[];
  readonly words?: readonly string[];
}
