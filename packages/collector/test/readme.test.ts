import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROUTE_ACCESS } from '../src/access/roles.ts';
import { COLLECTOR_OPTIONS } from '../src/options.ts';
import { TCP_OPTIONS } from '../src/tcp/tcp-options.ts';

describe('the docs', () => {
  it('name every option, in the order of the code', async () => {
    const readme = await readFile(join(__dirname, '../README.md'), 'utf8');
    const table = readme.slice(readme.indexOf('## Options'), readme.indexOf('`startCollector` answers'));
    expect([...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)).toEqual(Object.keys(COLLECTOR_OPTIONS));
    const tcp = readme.slice(readme.indexOf('`tcp` takes:'), readme.indexOf('## Guarantees'));
    expect([...tcp.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)).toEqual(Object.keys(TCP_OPTIONS));
  });

  it('name every route', async () => {
    const docs = await readFile(join(__dirname, '../../../docs/http-api.md'), 'utf8');
    for (const route of Object.keys(ROUTE_ACCESS)) {
      const path = route.split(' ')[1] ?? '';
      expect(docs, route).toContain(path === '/*' ? '/assets/' : path);
    }
  });
});
