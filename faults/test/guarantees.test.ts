import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { GUARANTEES } from '../src/guarantees/guarantees.ts';
import { GuaranteeBench } from '../src/guarantees/bench.ts';
import { plainTcp } from '../src/guarantees/plain-tcp.ts';
import { type Findings, guaranteesPage, withGuarantees } from '../src/guarantees/table.ts';
import { subjectOf } from '../src/subjects/subjects.ts';
import { TRANSPORT_NAMES } from '../src/transport-names.ts';

// `vitest run test/guarantees.test.ts -u` writes the page and the README's section anew.
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the table of guarantees', () => {
  const cells: Record<string, Record<string, string>> = {};
  const findings: { -readonly [Key in keyof Findings]: Findings[Key] } = { cells, plainTcp: '' };
  for (const name of TRANSPORT_NAMES) {
    const found: Record<string, string> = {};
    cells[name] = found;
    for (const { id, title, check } of GUARANTEES) {
      it(`is found out for ${name}: ${id}, ${title}`, async () => {
        found[id] = await GuaranteeBench.run(await subjectOf(name), check);
      });
    }
  }

  it('is found out for TCP before a receiver that acknowledges nothing', async () => {
    findings.plainTcp = await plainTcp();
  });

  it('stands in docs/guarantees.md as it was found', async () => {
    await expect(guaranteesPage(findings)).toMatchFileSnapshot(`${root}/docs/guarantees.md`);
  });

  it('stands in the README as it was found', async () => {
    const readme = readFileSync(`${root}/README.md`, 'utf8');
    await expect(withGuarantees(readme, findings)).toMatchFileSnapshot(`${root}/README.md`);
  });
});
