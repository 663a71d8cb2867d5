// The long form of the campaign: node dist/main.js [--only=http,file,store] [--kills=180] [--store-kills=60] [--seed=1]
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LONG, trials } from './campaign/campaign.ts';
import { killedStore } from './store/kill-store.ts';
import { subjectOf } from './subjects/subjects.ts';
import { TRANSPORT_NAMES } from './transport-names.ts';
import type { Verdict } from './verdict.ts';

/** As many at once as have a core of their own on a small machine. */
const AT_ONCE = 2;

function argument(name: string): string | undefined {
  return process.argv.find((given) => given.startsWith(`--${name}=`))?.slice(name.length + 3);
}

const only = argument('only')?.split(',');
const size = { ...LONG, kills: Number(argument('kills') ?? LONG.kills), seed: Number(argument('seed') ?? LONG.seed) };
const waiting: (() => Promise<readonly Verdict[]>)[] = [];
for (const name of TRANSPORT_NAMES.filter((one) => only?.includes(one) ?? true)) {
  waiting.push(...trials(await subjectOf(name), size));
}
/** A minute or so; by night `--store-kills=1000`. */
const storeKills = Number(argument('store-kills') ?? 60);
if (only?.includes('store') ?? true) waiting.push(async () => [await killedStore(storeKills, size.seed)]);
const verdicts: Verdict[] = [];
const start = performance.now();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
      for (const verdict of await trial()) {
        verdicts.push(verdict);
        process.stdout.write(`${verdict.ok ? 'held  ' : 'BROKEN'} ${verdict.name}: ${verdict.finding}\n`);
      }
    }
  }),
);
const results = fileURLToPath(new URL('../test-results/', import.meta.url));
mkdirSync(results, { recursive: true });
const seconds = Math.round((performance.now() - start) / 1000);
writeFileSync(`${results}campaign.json`, JSON.stringify({ seconds, seed: size.seed, verdicts }, undefined, 2));
process.exitCode = verdicts.every(({ ok }) => ok) ? 0 : 1;
