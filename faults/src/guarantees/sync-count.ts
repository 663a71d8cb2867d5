import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// Loaded before any transport, so that each takes these in place of Node's own.
let syncs = 0;
const counted = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
for (const name of ['fsync', 'fdatasync', 'fsyncSync', 'fdatasyncSync']) {
  const own = counted[name] as (...args: unknown[]) => unknown;
  counted[name] = (...args) => {
    syncs += 1;
    return own(...args);
  };
}
syncBuiltinESMExports();

/** How often this process has asked for something to be synced to the disk. */
export function syncCount(): number {
  return syncs;
}
