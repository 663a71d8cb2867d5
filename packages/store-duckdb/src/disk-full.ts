import { TailraceError } from '@tailrace/core';

const FULL_CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Whether something failed because there is no room for it. */
export function isDiskFull(error: unknown): boolean {
  return FULL_CODES.has((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}

/** Says of a full disk what it kept from being done, and what helps; other failures stay as they are. */
export function withFullDiskNamed(error: unknown, words: string): unknown {
  return isDiskFull(error) ? new TailraceError('TAILRACE_STORE_FULL', words, { cause: error }) : error;
}
