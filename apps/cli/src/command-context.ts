import type { Settings } from './settings.ts';
import type { Notices } from './terminal/notices.ts';
import type { Output } from './terminal/output.ts';

/** What a command runs in. */
export interface CommandContext {
  readonly stdout: Output;
  /** Sentences for people, on stderr. */
  readonly notices: Notices;
  readonly settings: Settings;
  readonly environment: NodeJS.ProcessEnv;
  /** Aborted at SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  now(): number;
}
