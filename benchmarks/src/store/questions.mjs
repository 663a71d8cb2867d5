// What is asked of the store, and of ripgrep and jq over the same lines.
import { execFileSync } from 'node:child_process';
import { parseQuery } from '@tailrace/query';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Runs a line of shell; answers its time and how many lines it printed. */
export function shell(command) {
  const start = performance.now();
  const output = execFileSync('sh', ['-c', `${command}; true`], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  return { millis: performance.now() - start, found: output.split('\n').length - 1 };
}

/** The questions of one size: the look-ups are of a record in the middle, the recent ones of the newest times. */
export async function questionsOver(store, file) {
  const { oldest, newest } = await store.stats();
  const everything = { filter: { type: 'everything' }, pipes: [] };
  const middle = Math.floor((oldest + newest) / 2 / HOUR) * HOUR;
  const { records } = await store.query({ ...everything, to: middle, limit: 1 });
  const { trace_id: trace, id } = records[0];
  // An order that went wrong: nearly every number is in some message, but few orders are in one of an error.
  const failed = { ...parseQuery('level:error "order"'), pipes: [], to: middle, limit: 1 };
  const [rare] = (await store.query(failed)).records[0].message.match(/order \d{6}/);
  const all = { from: oldest, to: newest + 1 };
  const recent = { from: newest - 15 * MINUTE, to: newest + 1 };
  const hour = { from: middle, to: middle + HOUR };
  const day = { from: Math.max(oldest, middle - 12 * HOUR), to: Math.min(newest + 1, middle + 12 * HOUR) };
  const iso = (millis) => new Date(millis).toISOString();
  const within = ({ from, to }) => `select(.timestamp >= "${iso(from)}" and .timestamp < "${iso(to)}")`;
  return [
    {
      name: 'trace id over everything',
      text: `trace_id:${trace}`,
      window: all,
      target: 10,
      command: `rg -F '${trace}' ${file}`,
      grows: true,
    },
    {
      name: 'id over everything',
      text: `id:${id}`,
      window: all,
      command: `rg -F '${id}' ${file}`,
      grows: true,
    },
    {
      name: 'rare word over everything',
      text: `"${rare}"`,
      window: all,
      target: 5,
      command: `rg -iF '${rare}' ${file}`,
      grows: true,
    },
    {
      name: 'keyword in the last 15 minutes',
      text: '"slow query"',
      window: recent,
      target: 100,
      command: `rg -iF 'slow query' ${file} | jq -c '${within(recent)}' | tail -n 100`,
      grows: true,
      isSlow: true,
    },
    {
      name: 'last 100 errors in an hour',
      text: 'level>=error',
      window: hour,
      target: 100,
      command: `rg '"level":"(error|fatal)"' ${file} | jq -c '${within(hour)}' | tail -n 100`,
      grows: true,
      isSlow: true,
    },
    {
      name: 'count by level per minute over a day',
      text: '* | count by level, 1m | limit 10000',
      window: day,
      target: 500,
      command: `jq -r '${within(day)} | .timestamp[0:16] + " " + .level' ${file} | sort | uniq -c`,
      isSlow: true,
    },
    {
      name: 'p50, p95, p99 by service over everything',
      text: '* | p50(duration_ms), p95(duration_ms), p99(duration_ms) by service',
      window: all,
      target: 200,
      command: `jq -r '[.service, .attributes.duration_ms] | @tsv' ${file} | sort -k1,1 -k2,2n | awk '{ n[$1]++; v[$1, n[$1]] = $2 } END { for (s in n) print s, v[s, int((n[s] * 50 + 99) / 100)], v[s, int((n[s] * 95 + 99) / 100)], v[s, int((n[s] * 99 + 99) / 100)] }'`,
      isSlow: true,
    },
    {
      name: 'substring over everything',
      text: '"99 in 7"',
      window: all,
      target: 1 / 1.2,
      command: `rg -iF '99 in 7' ${file}`,
    },
    {
      name: 'regular expression over everything',
      text: '/order 34567\\d /',
      window: all,
      target: 1 / 1.2,
      command: `rg 'order 34567\\d ' ${file}`,
    },
  ];
}
