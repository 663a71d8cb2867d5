import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a script in a process of its own, which says nothing; answers its exit code, or the signal that ended it.
 *
 * @param stateDirectory - Where its transports keep what they could not deliver.
 */
export async function runApplication(
  script: string,
  args: readonly string[],
  stateDirectory: string,
): Promise<number | string> {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: 'ignore',
    env: { ...process.env, TAILRACE_STATE_DIR: stateDirectory },
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return code ?? signal ?? '';
}
