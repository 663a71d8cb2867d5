import { fileURLToPath } from 'node:url';
import type { SourceLocation } from '@tailrace/core';

const FRAME = /^\s*at (?:async )?(?:(.+?) \()?(.+?):(\d+):\d+\)?$/;

/**
 * Answers where a function was called from.
 *
 * @param called - The function; frames above it and of its own are left out.
 * @param library - Files that are left out besides: those of the library between the caller and `called`.
 */
export function callSite(called: object, library?: RegExp): SourceLocation | undefined {
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, called as () => void);
  // With a `prepareStackTrace` of somebody's it may be anything.
  if (typeof holder.stack !== 'string') return undefined;
  for (const line of holder.stack.split('\n').slice(1)) {
    const match = FRAME.exec(line);
    if (match === null) continue;
    const [, name, file = '', number] = match;
    if (file.startsWith('node:') || library?.test(file) === true) continue;
    return {
      module: file.startsWith('file:') ? pathOf(file) : file,
      ...(name !== undefined && { function: name }),
      line: Number(number),
    };
  }
  return undefined;
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}
