import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WireRecord } from '@tailrace/core';
import {
  answerInMemory,
  compilePredicate,
  complete,
  explainQuery,
  parseQuery,
  parseQueryStrict,
  renderProblem,
} from '@tailrace/query';

const NOW = Date.UTC(2026, 10, 23, 12);
const docs = readFileSync(join(__dirname, '../../../docs/query.md'), 'utf8');

/** The fenced blocks of a kind, each as its first line and the others. */
function blocksOf(kind: string): readonly (readonly [string, string])[] {
  const blocks = docs.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)\\n^\`\`\``, 'gm'));
  return [...blocks].map(([, text = '']) => {
    const end = text.indexOf('\n');
    return [text.slice(0, end), text.slice(end + 1)];
  });
}

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

  it.each(blockLines('answers'))('answers as it says: %s', async (line) => {
    const [text = '', wanted = ''] = line.split(' => ');
    const answer = await answerInMemory({ ...parseQueryStrict(text, { now: NOW }), order: 'oldest' }, records);
    if (answer.kind === 'table') expect(answer.rows).toEqual(JSON.parse(wanted));
    else expect(answer.records.map(({ id }) => id.slice(1)).join(', ')).toBe(wanted);
  });

  it.each(blocksOf('problem'))('shows what is wrong with a query: %s', (text, shown) => {
    expect(renderProblem(parseQuery(text, { now: NOW }))).toBe(shown);
  });

  it.each(blocksOf('words'))('says in words what is asked: %s', (text, words) => {
    expect(explainQuery(parseQueryStrict(text, { now: NOW }))).toBe(words);
  });

  it('names every pipe and every statistic', () => {
    const table = docs.slice(docs.indexOf('| pipe | gives |'), docs.indexOf('### What lies around'));
    for (const { label } of complete('* | ', 4)) {
      const name = label.replace('(field)', '');
      if (!/^p\d/.test(name) && name !== 'stats') expect(table).toMatch(new RegExp(`\`[^\`]*\\b${name}\\b`));
    }
  });
});
