// The skeleton of a format: level and message on one line, which passes the kit.

export function describe({ pascal }) {
  return {
    description: `Formats records as ${pascal}.`,
    dependencies: { '@tailrace/core': 'workspace:^' },
    devDependencies: { winston: '3.19.0' },
  };
}

export function files({ name, pascal, camel }) {
  return {
    'src/index.ts': `export { ${camel}Format } from './${name}-format.ts';
export type { ${pascal}FormatOptions } from './${name}-format.ts';
`,
    [`src/${name}-format.ts`]: `import { checkOptions, inertText, toWinstonFormat, type WinstonFormatter } from '@tailrace/core';

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
export function ${camel}Format(options: ${pascal}FormatOptions = {}): WinstonFormatter {
  checkOptions('${camel}Format', options, { separator: { type: 'string' } });
  const { separator = ' ' } = options;
  return toWinstonFormat({
    name: '${name}',
    contentType: 'text/plain',
    // Inert text is one line that neither forges another nor drives a terminal (CWE-117).
    format: ({ level, message }) => inertText(level) + separator + inertText(message),
  });
}
`,
    'test/contract.test.ts': `import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { ${camel}Format } from '../src/index.ts';

formatterKit({ name: '${name}', create: () => ${camel}Format() }).register({ describe, it });
`,
    'README.md': `# @tailrace/format-${name}

Records as ${pascal}.

\`\`\`sh
npm install winston @tailrace/format-${name}
\`\`\`

\`\`\`js
const winston = require('winston');
const { ${camel}Format } = require('@tailrace/format-${name}');

const log = winston.createLogger({ format: ${camel}Format(), transports: [new winston.transports.Console()] });
\`\`\`

It is a \`formatter\` of Tailrace's transports, too.

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
