import type { DestinationMode } from '@tailrace/delivery/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { messagesIn } from '../oracles/oracle.ts';
import { subjectOf } from '../subjects/subjects.ts';
import type { TransportName } from '../transport-names.ts';
import { compared, must, some } from '../verdict.ts';
import type { SoakOrders, SoakSample } from './soak-orders.ts';

/** Built, since Node 20 does not run TypeScript. */
const APPLICATION = fileURLToPath(new URL('../../dist/soak/soak-application.js', import.meta.url));
/** What a heap may grow by between its second quarter and its last: caches that fill, not a leak that goes on. */
const GROWTH_BYTES = 8 * 1024 * 1024;
/** How many descriptors may be open at the end more than in the second quarter: a connection that is just made anew. */
const GROWTH_DESCRIPTORS = 4;
/** What happens to the destination, over and over again. */
const LIFE: readonly DestinationMode[] = [
  'up',
  'up',
  'broken',
  'up',
  'down',
  'up',
  'reset-after-success',
  'up',
  'hang',
];

/** What a soak found. */
export interface SoakFinding {
  readonly subject: TransportName;
  readonly samples: readonly SoakSample[];
  readonly logged: number;
  readonly missing: number;
  readonly repeats: number;
  readonly heapGrowthBytes: number;
  readonly descriptorGrowth: number;
}

/** How long and how much. */
export interface SoakSize {
  readonly millis: number;
  readonly perSecond: number;
}

/**
 * Lets an application log for a long time while its destination comes and goes [F12].
 *
 * Rejects where something is lost, the books do not balance, or memory or descriptors grow.
 */
export async function soaked(name: TransportName, { millis, perSecond }: SoakSize): Promise<SoakFinding> {
  const subject = await subjectOf(name);
  const oracle = await subject.oracle();
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-soak-'));
  const orders: SoakOrders = {
    subject: name,
    address: oracle.address,
    state: join(folder, 'state'),
    perSecond,
    sampleMillis: Math.max(250, Math.round(millis / 40)),
  };
  const child = spawn(process.execPath, ['--expose-gc', APPLICATION, JSON.stringify(orders)], {
    env: { ...process.env, TAILRACE_STATE_DIR: orders.state, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const samples: SoakSample[] = [];
  const heard = createInterface({ input: child.stdout });
  heard.on('line', (line) => samples.push(JSON.parse(line) as SoakSample));
  try {
    await once(heard, 'line');
    const life = LIFE.filter((mode) => oracle.modes.includes(mode));
    const end = Date.now() + millis;
    for (let step = 0; Date.now() < end; step += 1) {
      await oracle.become(life[step % life.length] ?? 'up');
      await new Promise((resolve) => setTimeout(resolve, Math.min(millis / 20, end - Date.now())));
    }
    await oracle.become('up');
    child.kill('SIGTERM');
    const [code] = (await closed) as [number | null];
    must(code === 0, `${name}: the application ended with ${code}.`);
    return judged(name, samples, await messagesIn(oracle));
  } finally {
    child.kill('SIGKILL');
    await oracle.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function judged(subject: TransportName, samples: readonly SoakSample[], arrived: readonly string[]): SoakFinding {
  const last = samples.at(-1) as SoakSample;
  const logged = Array.from({ length: last.logged }, (_, index) => `a1-${index}`);
  const { missing, repeats } = compared(logged, arrived);
  must(missing.length === 0, `${subject}: of ${last.logged} logged are lost: ${some(missing)}.`);
  must(
    samples.every(({ imbalance }) => imbalance === 0),
    `${subject}: the books did not balance.`,
  );
  const heapGrowthBytes = growth(samples.map(({ heapBytes }) => heapBytes));
  const descriptorGrowth = growth(samples.map(({ descriptors }) => descriptors));
  must(heapGrowthBytes <= GROWTH_BYTES, `${subject}: the heap grew by ${heapGrowthBytes} bytes.`);
  must(descriptorGrowth <= GROWTH_DESCRIPTORS, `${subject}: ${descriptorGrowth} descriptors more were open.`);
  return {
    subject,
    samples,
    logged: last.logged,
    missing: missing.length,
    repeats,
    heapGrowthBytes,
    descriptorGrowth,
  };
}

/** What the least of the last quarter is above the least of the second: between outages nothing is held back. */
function growth(values: readonly number[]): number {
  const quarter = Math.max(1, Math.floor(values.length / 4));
  return Math.min(...values.slice(-quarter)) - Math.min(...values.slice(quarter, 2 * quarter + 1));
}
