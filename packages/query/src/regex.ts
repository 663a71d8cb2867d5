import { RE2JS, RE2JSException } from 're2js';

const MAX_PATTERN_LENGTH = 1000;
const MAX_PROGRAM_SIZE = 20_000;

/** A compiled regular expression: answers whether a text has a match anywhere. */
export type RegexTest = (text: string) => boolean;

/** What compiling a pattern gave. */
export type CompiledRegex =
  | { readonly ok: true; readonly test: RegexTest }
  | { readonly ok: false; readonly message: string };

/**
 * Compiles a regular expression with RE2's syntax and linear time, the same that DuckDB runs.
 *
 * There are no look-arounds and no backreferences; a pattern of over 1,000 characters is refused, and so is one that
 * repeats itself into a huge program.
 */
export function compileRegex(pattern: string, ignoreCase: boolean): CompiledRegex {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return { ok: false, message: `The regular expression is longer than ${MAX_PATTERN_LENGTH} characters.` };
  }
  try {
    const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    if (compiled.programSize() > MAX_PROGRAM_SIZE) {
      return { ok: false, message: 'The regular expression repeats too much.' };
    }
    return { ok: true, test: (text) => compiled.test(text) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, '');
    return { ok: false, message: `The regular expression is not valid: ${reason}.` };
  }
}
