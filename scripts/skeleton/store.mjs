// The skeleton of a store: the contract over records in memory, which passes the kit, until it keeps them elsewhere.

export function describe({ pascal }) {
  return {
    description: `Log store on ${pascal}.`,
    dependencies: { '@tailrace/core': 'workspace:^', '@tailrace/store': 'workspace:^' },
  };
}

export function files({ name, pascal }) {
  return {
    'src/index.ts': `export { ${pascal}Store } from './${name}-store.ts';
`,
    [`src/${name}-store.ts`]: `import { MemoryStore } from '@tailrace/store';

/**
 * Keeps records in ${pascal}.
 *
 * The answers of a store in memory are right: replace them one by one, and let the kit compare.
 */
export class ${pascal}Store extends MemoryStore {
  override readonly name: string = '${name}';
}
`,
    'test/contract.test.ts': `import { storeKit } from '@tailrace/store/testing';
import { afterAll, describe, it } from 'vitest';
import { ${pascal}Store } from '../src/index.ts';

// 'keeps' goes once records survive close().
storeKit({ name: '${pascal}Store', open: () => new ${pascal}Store(), keeps: false }).register({ describe, it, afterAll });
`,
    'README.md': `# @tailrace/store-${name}

Log store on ${pascal}.

\`\`\`js
import { ${pascal}Store } from '@tailrace/store-${name}';

await startCollector({ store: new ${pascal}Store() });
\`\`\`

## Guarantees

The contract of [@tailrace/store](../store), shown by its kit.

## Bad input

A query that it cannot answer is refused with a reason, never answered wrongly.
`,
  };
}
