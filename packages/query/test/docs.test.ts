import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WireRecord } from '@tailrace/core';
import { answerInMemory, compilePredicate, explainQuery, parseQueryStrict } from '@tailrace/query';

const NOW = Date.UTC(2026, 10, 23, 12);
const docs = readFileSync(join(__dirname, '../../../docs/query.md'), 'utf8');

/** The contents of the fenced blocks of a kind, line by line. */
function blockLines(kind: string): readonly string[] {
  const blocks = docs.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'));
  return [...blocks].flatMap(([, lines = '']) => lines.trim().split('\n'));
}

const records = blockLines('ndjson').map((line) => JSON.parse(line) as WireRecord);
const rows = [...docs.matchAll(/^\| `([^`]+)` \| ([\d, ]*) \|/gm)].map(([, query = '', found = '']) => ({
  query,
  found: found.split(',').flatMap((digit) => (digit.trim() === '' ? [] : [`r${digit.trim()}`])),
}));

describe('docs/query.md', () => {
  it('has records and examples', () => {
    expect(records).toHaveLength(10);
    expect(rows.length).toBeGreaterThan(50);
  });

  it.each(rows)('says rightly what $query finds', ({ query, found }) => {
    const matches = compilePredicate(parseQueryStrict(query, { now: NOW }).filter);
    expect(records.filter(matches).map(({ id }) => id)).toEqual(found);
  });

  it.each(blockLines('query'))('has a query that runs: %s', async (line) => {
    const query = parseQueryStrict(line, { now: NOW });
    const answer = await answerInMemory(query, records);
    expect(answer.kind === 'table' ? answer.rows.length : answer.records.length).toBeGreaterThan(0);
    expect(explainQuery(query)).toMatch(/^(?:All records|Records ).+\.$/);
  });
});
