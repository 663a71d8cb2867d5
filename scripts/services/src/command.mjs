import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Missing } from './missing.mjs';
import { log } from './log.mjs';

/** Where a command is, on the path or in the folders where Debian puts servers; undefined where there is none. */
export function which(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a command to its end; answers `{ status, output }`, never rejects. */
export function capture(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ status: 127, output: `${file}: ${error.message}` }));
    child.on('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

/** Runs a command that must succeed; answers its output. */
export async function must(file, args, options) {
  const { status, output } = await capture(file, args, options);
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}:\n${output.slice(-4000).trim()}`);
  return output;
}

/**
 * Runs a command that downloads, three times at the most: a registry may stumble. Nothing else is ever tried again.
 *
 * @throws Missing with the end of the command's output.
 */
export async function download(file, args, options = {}, pauseMillis = 5000) {
  for (let attempt = 1; ; attempt += 1) {
    const { status, output } = await capture(file, args, options);
    if (status === 0) return output;
    const words = output.trim().split('\n').slice(-8).join('\n');
    if (attempt === 3) throw new Missing(`${file} ${args.join(' ')} failed three times:\n${words}`);
    log(`${file} failed (attempt ${attempt} of 3), once more in ${(attempt * pauseMillis) / 1000} s:\n${words}`);
    await new Promise((resolve) => setTimeout(resolve, attempt * pauseMillis));
  }
}
