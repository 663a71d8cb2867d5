import { CommandFailure, reasonOf } from './command-failure.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { visible } from './terminal/visible.ts';

/** Words for an error that no command expected; its stack only where TAILRACE_DEBUG asks for it. */
export function faultOf(error: unknown): { readonly message: string; readonly code?: string; readonly stack?: string } {
  const code = (error as { code?: unknown }).code;
  const known = typeof code === 'string' && code.startsWith('TAILRACE_') ? code : undefined;
  return {
    message: known === undefined ? reasonOf(error) : `${reasonOf(error)} [${known}]`,
    ...(known !== undefined && { code: known }),
    ...(process.env['TAILRACE_DEBUG'] && error instanceof Error && { stack: `${visible(error.stack ?? '')}\n` }),
  };
}

/** Codes of errors that are in what was asked for, not in what was asked. */
const USAGE: ReadonlySet<string> = new Set([
  'TAILRACE_UNKNOWN_OPTION',
  'TAILRACE_BAD_OPTION',
  'TAILRACE_MISSING_OPTION',
  'TAILRACE_QUERY_SYNTAX',
  'TAILRACE_QUERY_UNSUPPORTED',
  'TAILRACE_UNSAFE_LISTEN',
]);

/** The exit code of an error that no command expected. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandFailure) return error.exitCode;
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && USAGE.has(code) ? EXIT_CODES.usage.code : EXIT_CODES.failed.code;
}
