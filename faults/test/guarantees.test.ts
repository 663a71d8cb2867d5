import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { GUARANTEES } from '../src/guarantees/guarantees.ts';
import { GuaranteeBench } from '../src/guarantees/bench.ts';
import { type Findings, guaranteesPage, withGuarantees } from '../src/guarantees/table.ts';
import { subjectOf } from '../src/subjects/subjects.ts';
import { TRANSPORT_NAMES } from '../src/transport-names.ts';

// `vitest run test/guarantees.test.ts -u` writes the page and the README's section anew.
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the table of guarantees', () => {
  const findings: Record<string, Record<string, string>> = {};
  for (const name of TRANSPORT_NAMES) {
    const found: Record<string, string> = {};
    findings[name] = found;
    for (const { id, title, check } of GUARANTEES) {
      it(`is found out for ${name}: ${id}, ${title}`, async () => {
        found[id] = await GuaranteeBench.run(await subjectOf(name), check);
      });
    }
  }

  it('stands in docs/guarantees.md as it was found', async () => {
    await expect(guaranteesPage(findings as Findings)).toMatchFileSnapshot(`${root}/docs/guarantees.md`);
  });

  it('stands in the README as it was found', async () => {
    const readme = readFileSync(`${root}/README.md`, 'utf8');
    await expect(withGuarantees(readme, findings as Findings)).toMatchFileSnapshot(`${root}/README.md`);
  });
});
