import { format as logform } from 'logform';
import { json } from './json.ts';
import { timestamp } from './timestamp.ts';

const faster = { json, timestamp };

/** Winston's `format`, with faster ways to do the same behind some of its names. */
export const format: typeof logform = withFaster();

function withFaster(): typeof logform {
  const own = ((formatFunction: Parameters<typeof logform>[0]) => logform(formatFunction)) as unknown as typeof logform;
  Object.defineProperty(own, 'name', { value: logform.name, configurable: true });
  for (const name of Object.getOwnPropertyNames(logform)) {
    if (Object.hasOwn(own, name)) continue;
    const ours = (faster as Record<string, unknown>)[name];
    Object.defineProperty(own, name, {
      // Winston loads each of its formats when it is first asked for: also what ours falls back on is loaded then.
      get() {
        const theirs = (logform as unknown as Record<string, unknown>)[name];
        return ours ?? theirs;
      },
      configurable: true,
    });
  }
  return own;
}
