import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of the settings: `tailrace` in the XDG configuration folder. */
export function configFolder(environment: NodeJS.ProcessEnv): string {
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'tailrace');
}
