import { reasonOf } from './command-failure.ts';

/** Words for an error that no command expected; its stack only where it is asked for. */
export function describeFault(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  const shown = typeof code === 'string' && code.startsWith('TAILRACE_') ? ` [${code}]` : '';
  const stack = process.env['TAILRACE_DEBUG'] && error instanceof Error ? `${error.stack}\n` : '';
  return `tailrace: ${reasonOf(error)}${shown}\n${stack}`;
}
