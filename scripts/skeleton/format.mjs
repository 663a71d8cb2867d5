// The skeleton of a format: level and message on one line, which passes the kit.

export function describe({ pascal }) {
  return { description: `Records as ${pascal}.`, dependencies: { '@tailrace/core': 'workspace:^' } };
}

export function files({ name, pascal, camel }) {
  return {
    'src/index.ts': `export { ${camel}Format } from './${name}-format.ts';
export type { ${pascal}FormatOptions } from './${name}-format.ts';
`,
    [`src/${name}-format.ts`]: `import { checkOptions, type Formatter, type LogRecord } from '@tailrace/core';

/** Options of {@link ${camel}Format}. */
export interface ${pascal}FormatOptions {
  /** Stands between level and message; a blank by default. */
  readonly separator?: string;
}

/**
 * Writes records as ${pascal}.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * new FileTransport({ filename: 'app.log', formatter: ${camel}Format() });
 */
export function ${camel}Format(options: ${pascal}FormatOptions = {}): Formatter {
  checkOptions('${camel}Format', options, { separator: { type: 'string' } });
  const { separator = ' ' } = options;
  return {
    name: '${name}',
    contentType: 'text/plain',
    format: (record: LogRecord) => escaped(record.level) + separator + escaped(record.message),
  };
}

/** One line of text that neither forges another nor drives a terminal (CWE-117); callers without types give anything. */
function escaped(text: unknown): string {
  return JSON.stringify(String(text)).replace(
    /[\\u007F-\\u009F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]/g,
    (character) => \`\\\\u\${character.charCodeAt(0).toString(16).padStart(4, '0')}\`,
  );
}
`,
    'test/contract.test.ts': `import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { ${camel}Format } from '../src/index.ts';

formatterKit({ name: '${name}', create: () => ${camel}Format() }).register({ describe, it });
`,
    'README.md': `# @tailrace/format-${name}

Records as ${pascal}.

\`\`\`js
import { ${camel}Format } from '@tailrace/format-${name}';

new FileTransport({ filename: 'app.log', formatter: ${camel}Format() });
\`\`\`

| option | what it takes |
| --- | --- |
| \`separator\` | stands between level and message; a blank by default |

## Guarantees

One record in, exactly one entry out, whatever is in the record; it never throws.

## Bad input

An option that is not known throws at creation with a code.
`,
  };
}
