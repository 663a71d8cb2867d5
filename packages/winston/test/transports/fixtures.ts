import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, vi } from 'vitest';
import winston from 'winston';
import type { Console, Stream } from '../../src/transports/index.ts';
import { File } from '../../src/transports/index.ts';
import type { FileOptions, StockFile } from '../../src/transports/stock-transports.ts';

const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');

const folders: string[] = [];
const made: StockFile[] = [];

afterEach(async () => {
  await Promise.all(made.splice(0).map((file) => new Promise<void>((resolve) => file.close(resolve))));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of a test's own. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'winston-test-'));
  folders.push(folder);
  return folder;
}

/** A File of ours that is closed at the end of the test. */
export function newFile(options: FileOptions): File {
  const file = new File(options);
  made.push(file);
  return file;
}

/** Winston's own, for comparison. */
export function stockFile(options: FileOptions): StockFile {
  return new winston.transports.File(options as never) as unknown as StockFile;
}

/** An info as a logger hands it to its transports. */
export function infoOf(text: unknown, level = 'info'): Record<PropertyKey, unknown> {
  return { level, message: text, [LEVEL]: level, [MESSAGE]: text };
}

/** Resolves when an event comes. */
export function heard(emitter: NodeJS.EventEmitter, event: string): Promise<readonly unknown[]> {
  return new Promise((resolve) => emitter.once(event, (...given: unknown[]) => resolve(given)));
}

/** Resolves in the next turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Every file of a folder with its text. */
export function filesIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** Fails unless a transport emits `logged` for each line where somebody listens, and nothing otherwise. */
export async function expectToldIfHeard(transport: Console | Stream): Promise<void> {
  const emit = vi.spyOn(transport, 'emit');
  transport.log(infoOf('unheard'));
  await turn();
  expect(emit).not.toHaveBeenCalled();
  const info = infoOf('heard');
  const told = heard(transport, 'logged');
  transport.log(info);
  expect(await told).toEqual([info]);
}
