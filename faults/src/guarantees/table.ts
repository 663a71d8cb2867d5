import type { TransportName } from '../transport-names.ts';
import { GUARANTEES } from './guarantees.ts';

/** What was found. */
export interface Findings {
  /** By transport and guarantee. */
  readonly cells: Readonly<Partial<Record<TransportName, Readonly<Record<string, string>>>>>;
  /** Of TCP before receivers that acknowledge nothing. */
  readonly plainTcp: string;
}

/** Where a section of the root README begins and ends that is made from the findings. */
const BEGIN = '<!-- guarantees: made by the tests, `pnpm test:faults --update` -->';
const END = '<!-- guarantees end -->';

/** The table: a row for each guarantee, a column for each transport, and behind each cell the check that found it. */
export function guaranteesTable({ cells: found, plainTcp }: Findings, checks: string): string {
  const names = Object.keys(found) as TransportName[];
  const rows = GUARANTEES.map(({ id, title }) => {
    const cells = names.map((name) => `[${found[name]?.[id] ?? '?'}][${id}]`);
    return `| **${id}** ${title} | ${cells.join(' | ')} |`;
  });
  const links = GUARANTEES.map(({ id, file }) => `[${id}]: ${checks}/${file}`);
  const head = [`| | ${names.join(' | ')} |`, `| --- |${names.map(() => ' --- |').join('')}`];
  const note = [
    'The columns of websocket and tcp are those of the acknowledged mode, before a collector. Before what acknowledges',
    `nothing (rsyslog, Logstash, Vector; \`acknowledge: false\`), ${plainTcp.replace(/^(what .* is lost)/, '[$1][plain]')}.`,
  ];
  return [...head, ...rows, '', ...note, '', ...links, `[plain]: ${checks}/plain-tcp.ts`].join('\n');
}

/** The page with the table, and how it comes about. */
export function guaranteesPage(findings: Findings): string {
  return `# What each transport guarantees

Made by \`faults/test/guarantees.test.ts\`, which tries every cell: it makes the transport before a real destination that
can be told to fail, does to both what the row is about, and writes down what was found. Each cell links to its check. A
test fails where this page says anything else; \`pnpm test:faults --update\` writes it anew.

${guaranteesTable(findings, '../faults/src/guarantees')}

## How to read it

- **G1**: the three levels of \`delivery.durability\`. \`memory\` claims nothing after \`kill -9\`; \`process\` is in the
  kernel's hands before it counts as accepted, \`disk\` is synced.
- **G2**: what is pending is in memory or in the spool. The next run takes over exactly what this one left.
- **G3**: order is kept through failures, outages and restarts where one batch is under way at a time.
- **G4**: a batch whose answer is lost is sent again. What comes twice then carries the same id both times. A collector
  ignores it, over HTTP too ([tried](../faults/test/collector.test.ts)); other servers may not.
- **G5**: \`delivery.overflow\`. Errors are the last to go under each.
- **G10**: what is on disk is tried for as long as the quotas of size and age allow.

The processes behind it are killed, ended and cut off in \`faults/src/campaign\`, more than a thousand times by
\`pnpm test:faults\`, and a few times in every \`npm test\`; [benchmarks/results/faults.md](../benchmarks/results/faults.md)
has what that found.
`;
}

/** A README with its section made anew. Throws where it has no such section. */
export function withGuarantees(readme: string, findings: Findings): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`The README has no section between '${BEGIN}' and '${END}'.`);
  const table = guaranteesTable(findings, 'faults/src/guarantees');
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${readme.slice(end)}`;
}
