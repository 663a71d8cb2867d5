import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as core from '../src/index.ts';
import * as testing from '../src/testing/index.ts';
import {
  DIAGNOSTICS_EVENT_MEANINGS,
  DROP_REASON_MEANINGS,
  ERROR_CODES,
  EVENTS,
  SCHEMAS,
  SEVERITY_OF_LEVEL,
  severityText,
  toMarkdownTable,
} from '../src/index.ts';

// The pages are made from the code. `pnpm exec vitest run test/docs.test.ts -u` writes them anew.
const docs = join(__dirname, '../../../docs');

describe('docs and code agree', () => {
  it('on error codes', async () => {
    const page = `# Error codes

Wrong configuration throws a \`TailraceError\` at creation; answers of the collector and of stores carry the same codes.
The \`code\` is stable; the \`message\` says what to do and may change. Nothing throws into an application that logs.

${table('code', 'what it says', ERROR_CODES)}
`;
    await expect(page).toMatchFileSnapshot(join(docs, 'errors.md'));
  });

  it('on diagnostics events and drop reasons', async () => {
    const page = `# Diagnostics

Failures of logging itself never reach the application's output and never throw into it. They go to listeners:

\`\`\`js
const { diagnostics } = require('@tailrace/core');
diagnostics.subscribe(({ name, source, message, records, reason, error }) => { /* count, alert */ });
\`\`\`

With \`TAILRACE_DIAGNOSTICS=stderr\` in the environment they are also written to standard error, at most one line a
minute in all, about the worst of what came meanwhile, and one at exit.

## Events

${table('event', 'what it says', DIAGNOSTICS_EVENT_MEANINGS)}

## Drop reasons

A record that was accepted and does not arrive is counted under one of these, in the books of its transport and in the
event \`record.dropped\`.

${table('reason', 'what it says', DROP_REASON_MEANINGS)}
`;
    await expect(page).toMatchFileSnapshot(join(docs, 'diagnostics.md'));
  });

  it('on the fields of records', async () => {
    const levels = Object.entries(SEVERITY_OF_LEVEL).sort(([, a], [, b]) => a - b);
    const page = `# Records

What a record holds on the wire, in queries and in stores. In memory the same fields are in camel case, \`exception\` is
\`error\`, and \`module\`, \`function\` and \`line\` are in \`source\`.

${toMarkdownTable(SCHEMAS.log)}

## Kinds

A record of another kind follows a schema in its \`attributes\`. More are declared with \`defineRecord\`.

${(['event', 'llm.call', 'audit'] as const).map((kind) => `### ${kind}\n\n${toMarkdownTable(SCHEMAS[kind])}`).join('\n\n')}

## Types of event

What \`data\` of a record of the kind \`event\` holds, by its \`event_type\`. More are declared with \`defineEvent\`.

${Object.values(EVENTS)
  .map(({ name, data }) => `### ${name}\n\n${toMarkdownTable(data)}`)
  .join('\n\n')}

## Levels

Any word is a level; these have a severity of their own, all others count as INFO.

| level | severity | |
| --- | --- | --- |
${levels.map(([level, severity]) => `| \`${level}\` | ${severity} | ${severityText(severity)} |`).join('\n')}
`;
    await expect(page).toMatchFileSnapshot(join(docs, 'records.md'));
  });

  it('on what the README of this package names', () => {
    const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
    const tables = readme.split('\n\n').filter((block) => block.startsWith('| name |'));
    const named = tables.flatMap((rows) =>
      [...rows.matchAll(/`([A-Za-z]+)\(|^\| `([A-Za-z_]+)`/gm)].map((match) => match[1] ?? match[2] ?? ''),
    );
    expect(named.length).toBeGreaterThan(20);
    for (const name of named.filter((word) => !EXPLAINED.has(word)))
      expect([name, name in everything]).toEqual([name, true]);
  });
});

/** Methods in those tables that are no exports of their own. */
const EXPLAINED: ReadonlySet<string> = new Set(['subscribe', 'report']);
const everything = { ...core, ...testing };

function table(head: string, second: string, rows: Readonly<Record<string, string>>): string {
  const lines = Object.entries(rows).map(([name, words]) => `| \`${name}\` | ${words} |`);
  return [`| ${head} | ${second} |`, '| --- | --- |', ...lines].join('\n');
}
