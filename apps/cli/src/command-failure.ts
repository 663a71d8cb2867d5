import { EXIT_CODES } from './exit-codes.ts';

/** Ends a command with a sentence on stderr and an exit code. */
export class CommandFailure extends Error {
  readonly exit: keyof typeof EXIT_CODES;
  /** Said below the sentence, fainter. */
  readonly hint: string | undefined;

  constructor(exit: keyof typeof EXIT_CODES, message: string, hint?: string) {
    super(message);
    this.name = 'CommandFailure';
    this.exit = exit;
    this.hint = hint;
  }

  get exitCode(): number {
    return EXIT_CODES[this.exit].code;
  }
}

/** A wrong command line. */
export function usageFailure(message: string, hint?: string): CommandFailure {
  return new CommandFailure('usage', message, hint);
}

/** What an error says to a person, with the cause that `fetch` hides. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause as (Error & { code?: string }) | undefined;
  if (cause?.code === 'ECONNREFUSED') return 'nobody answers there (connection refused)';
  if (cause?.code === 'ENOTFOUND') return 'there is no such host';
  if (error.message === 'fetch failed' && cause !== undefined)
    return cause.message || (cause.code ?? 'it cannot be reached');
  return error.message;
}
