import type { CommandContext } from '../command-context.ts';
import { readCredentials } from '../credentials.ts';

/** Addresses of servers that the settings and the logins name. */
export function knownServers({ settings, environment }: CommandContext): string[] {
  try {
    return [...new Set([settings.url, ...Object.keys(readCredentials(environment))])];
  } catch {
    return [settings.url];
  }
}
