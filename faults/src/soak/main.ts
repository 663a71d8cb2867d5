// The soak: node dist/soak/main.js [--seconds=600] [--per-second=500] [--page=FILE]
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { TRANSPORT_NAMES } from '../transport-names.ts';
import { soaked, type SoakFinding } from './soak.ts';

function argument(name: string): string | undefined {
  return process.argv.find((given) => given.startsWith(`--${name}=`))?.slice(name.length + 3);
}

const seconds = Number(argument('seconds') ?? 600);
const perSecond = Number(argument('per-second') ?? 500);
const findings: SoakFinding[] = [];
const failures: string[] = [];
// All at once: each is a process of its own, and mostly waits.
await Promise.all(
  TRANSPORT_NAMES.map(async (name) => {
    try {
      findings.push(await soaked(name, { millis: seconds * 1_000, perSecond }));
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }),
);
const page = pageOf();
process.stdout.write(page);
const file = argument('page');
if (file !== undefined) writeFileSync(file, page);
process.stdout.write(`soak: ${findings.length} passed, ${failures.length} failed\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

function pageOf(): string {
  const mebi = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  const rows = TRANSPORT_NAMES.flatMap((name) => findings.filter(({ subject }) => subject === name)).map((finding) => {
    const { subject, samples, logged, missing, repeats, heapGrowthBytes, descriptorGrowth } = finding;
    const most = Math.max(...samples.map(({ residentBytes }) => residentBytes));
    const open = Math.max(...samples.map(({ descriptors }) => descriptors));
    const last = samples.at(-1);
    return `| ${subject} | ${logged} | ${missing} | ${repeats} | ${mebi(last?.heapBytes ?? 0)} | ${mebi(heapGrowthBytes)} | ${mebi(most)} | ${open} | ${descriptorGrowth} |`;
  });
  return `# Soak

${seconds} seconds on ${new Date().toISOString().slice(0, 10)} with Node ${process.versions.node} and ${cpus().length} cores: six applications at once, each
logging ${perSecond} records/s through one transport, before a destination that is up, broken, down, cuts answers off and hangs
by turns. \`pnpm --filter @tailrace/faults soak --page=…\` runs it again.

| transport | logged | lost | sent again | heap at the end, MiB | heap grown, MiB | resident at most, MiB | descriptors at most | grown |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
${failures.map((failure) => `\n**Failed**: ${failure}\n`).join('')}
Grown: the least of the last quarter of the time above the least of the second, after a collection of garbage.
`;
}
