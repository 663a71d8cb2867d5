// Where a search spends its time: the engine's own samples of the main thread, by function.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SHOWN = 7;
/** Names that the engine gives to what is no function of a program. */
const OF_THE_ENGINE = {
  '(idle)': 'waiting for the disk',
  '(garbage collector)': 'garbage collection',
  '(program)': 'the engine itself, native code among it',
};

/**
 * Runs a command line of Node's once with the engine's profiler; answers the functions that took the most. A search that
 * finds nothing ends with 1, as grep does.
 */
export function profileOf(command) {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-bench-'));
  try {
    const node = `'${process.execPath}'`;
    const watched = `${node} --cpu-prof --cpu-prof-interval=500 --cpu-prof-dir='${folder}'`;
    execFileSync('sh', ['-c', `${command.replace(node, watched)} > /dev/null; true`]);
    const profiles = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
    // Of the command's processes and threads, the one that did the work.
    return sharesOf(profiles.sort((a, b) => b.samples.length - a.samples.length)[0]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sharesOf({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, nameOf(node.callFrame)]));
  const micros = new Map();
  let total = 0;
  for (const [at, id] of samples.entries()) {
    const name = byId.get(id);
    micros.set(name, (micros.get(name) ?? 0) + timeDeltas[at]);
    total += timeDeltas[at];
  }
  const sorted = [...micros].sort((a, b) => b[1] - a[1]).slice(0, SHOWN);
  return sorted.map(([name, each]) => ({ name, share: each / total }));
}

function nameOf({ functionName, url }) {
  if (functionName in OF_THE_ENGINE) return OF_THE_ENGINE[functionName];
  const name = `\`${functionName === '' ? '(without a name)' : functionName}\``;
  return url.startsWith('node:') ? `${name} of Node` : name;
}
