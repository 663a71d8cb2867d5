// Writes what the campaign of faults found as a page.
import { cpus } from 'node:os';

/** The transport of a trial, as its name begins. */
const transportOf = ({ name }) => name.slice(0, name.indexOf(':'));

/** A page with a line for each kind of trial, those with kills summed up. */
export function campaignPage({ seconds, seed, verdicts }) {
  const transports = [...new Set(verdicts.map(transportOf))];
  const kills = verdicts.filter(({ name }) => name.includes('kill -9'));
  const others = verdicts.filter(({ name }) => !name.includes('kill -9'));
  const date = new Date().toISOString().slice(0, 10);
  const figures = (trials, pattern) =>
    trials.reduce((sum, { finding }) => sum + Number(pattern.exec(finding)?.[1] ?? 0), 0);
  const killRows = transports.map((transport) => {
    const own = kills.filter((trial) => transportOf(trial) === transport);
    const faults = own.reduce((sum, trial) => sum + trial.faults, 0);
    const broken = own.filter(({ ok }) => !ok);
    const lost = broken.length === 0 ? '0' : broken.map(({ finding }) => finding).join('; ');
    return `| ${transport} | ${faults} | ${figures(own, /(\d+) acknowledged/)} | ${lost} | ${figures(own, /(\d+) sent again/)} |`;
  });
  const otherRows = others
    .toSorted((one, other) => transports.indexOf(transportOf(one)) - transports.indexOf(transportOf(other)))
    .map(({ name, ok, finding }) => `| ${name} | ${ok ? 'held' : '**broken**'} | ${finding} |`);
  const total = kills.reduce((sum, { faults }) => sum + faults, 0);
  return `# Faults

${total} times \`kill -9\` and ${others.length} other faults, on ${date} with Node ${process.versions.node} and ${cpus().length} cores, in
${seconds} seconds, seed ${seed}. \`pnpm test:faults --update\` runs it again. Whether something was lost is judged from outside: by
what the application had written down as acknowledged, or logged, before its end, and by what the destination, a server in
another process, had taken.

| transport | kills | acknowledged | lost | sent again |
| --- | --- | --- | --- | --- |
${killRows.join('\n')}

What is sent again carries the same id. A WebSocket's and TCP's collector and Elasticsearch ignore it, so none is counted
there.

| fault | | found |
| --- | --- | --- |
${otherRows.join('\n')}
`;
}
