// The skeleton of a transport: it posts lines over HTTP and passes the kit, until the sink is made for its destination.

export function describe({ pascal }) {
  return {
    description: `Winston transport that delivers to ${pascal}.`,
    dependencies: {
      '@tailrace/core': 'workspace:^',
      '@tailrace/delivery': 'workspace:^',
      '@tailrace/format-json': 'workspace:^',
    },
    devDependencies: { winston: '3.19.0' },
  };
}

export function files({ name, pascal }) {
  return {
    'src/index.ts': `export { ${pascal}Transport } from './${name}-transport.ts';
export type { ${pascal}TransportOptions } from './${name}-transport.ts';
export { ${pascal}Sink } from './${name}-sink.ts';
`,
    [`src/${name}-transport.ts`]: `import { type OwnOptionRules, SinkTransport, type SinkTransportOptions } from '@tailrace/delivery';
import { jsonFormat } from '@tailrace/format-json';
import { ${pascal}Sink } from './${name}-sink.ts';

/** Options of {@link ${pascal}Transport}; those of all transports come beside them. */
export interface ${pascal}TransportOptions extends SinkTransportOptions {
  /** Where records are sent. */
  readonly url: string;
}

const RULES: OwnOptionRules = { url: { type: 'string', required: true } };

/**
 * Delivers records to ${pascal}.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ transports: [new ${pascal}Transport({ url: 'http://127.0.0.1:8080' })] });
 */
export class ${pascal}Transport extends SinkTransport {
  constructor(options: ${pascal}TransportOptions) {
    super('${pascal}Transport', () => new ${pascal}Sink(options.url), { formatter: jsonFormat(), ...options }, RULES);
  }
}
`,
    [`src/${name}-sink.ts`]: `import type { Batch, Outcome, Sink, SinkTraits } from '@tailrace/delivery';

/** Sends a batch and judges the answer; it does not queue, retry or log. */
export class ${pascal}Sink implements Sink {
  readonly traits: SinkTraits = { ordered: true, repeats: 'possible' };
  readonly destination: string;

  constructor(url: string) {
    this.destination = url;
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const body = new Uint8Array(await batch.encode('newline'));
    const headers = { 'content-type': 'application/x-ndjson' };
    let answer: Response;
    try {
      answer = await fetch(this.destination, { method: 'POST', headers, body, signal, redirect: 'manual' });
    } catch (error) {
      return { status: 'retryable', reason: String(error) };
    }
    const text = await answer.text();
    if (answer.ok) return judged(text);
    if (answer.status === 413) return { status: 'refused', cause: 'size', reason: 'HTTP 413' };
    if (answer.status === 400 || answer.status === 422) {
      return { status: 'refused', cause: 'content', reason: \`HTTP \${answer.status}\` };
    }
    if (answer.status === 429 || answer.status >= 500) return busy(answer);
    return { status: 'refused', cause: 'access', reason: \`HTTP \${answer.status}\` };
  }
}

/** Some destinations name the records that they refused. */
function judged(text: string): Outcome {
  if (!text.startsWith('{')) return { status: 'delivered' };
  const { rejected = [] } = JSON.parse(text) as { rejected?: readonly { index: number; message: string }[] };
  if (rejected.length === 0) return { status: 'delivered' };
  return {
    status: 'partial',
    retry: [],
    rejected: rejected.map(({ index, message }) => ({ index, reason: message })),
  };
}

function busy(answer: Response): Outcome {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  const reason = \`HTTP \${answer.status}\`;
  return { status: 'retryable', reason, ...(seconds >= 0 && { retryAfterMillis: seconds * 1_000 }) };
}
`,
    'test/contract.test.ts': `import { HttpDestination, sinkKit } from '@tailrace/delivery/testing';
import { describe, it } from 'vitest';
import { ${pascal}Sink } from '../src/index.ts';

sinkKit({
  name: '${pascal}Sink',
  destination: () => HttpDestination.start(),
  create: (destination) => new ${pascal}Sink(destination.address),
}).register({ describe, it });
`,
    [`test/${name}-transport.test.ts`]: `import { HttpDestination } from '@tailrace/delivery/testing';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { ${pascal}Transport } from '../src/index.ts';

describe('${pascal}Transport in stock Winston [F6]', () => {
  it('has delivered every record when the logger has finished', async () => {
    const destination = await HttpDestination.start();
    const transport = new ${pascal}Transport({ url: destination.address, delivery: { spool: false } });
    const logger = winston.createLogger({ transports: [transport] });
    for (let n = 0; n < 100; n += 1) logger.info(\`record \${n}\`);
    await new Promise<void>((resolve) => logger.once('finish', () => resolve()).end());
    expect(await destination.received()).toHaveLength(100);
    await destination.close();
  });

  it('names an option it does not know', () => {
    const options = { url: 'http://127.0.0.1', ulr: 1 } as never;
    expect(() => new ${pascal}Transport(options)).toThrow(/Did you mean 'url'/);
  });
});
`,
    'README.md': `# @tailrace/transport-${name}

Winston transport that delivers to ${pascal}.

\`\`\`sh
npm install winston @tailrace/transport-${name}
\`\`\`

\`\`\`js
import { ${pascal}Transport } from '@tailrace/transport-${name}';
import winston from 'winston';

const logger = winston.createLogger({ transports: [new ${pascal}Transport({ url: 'http://127.0.0.1:8080' })] });
\`\`\`

| option | what it takes |
| --- | --- |
| \`url\` | where records are sent; required |
| \`level\` \`filter\` \`formatter\` \`delivery\` \`diagnostics\` | as of every transport: see [@tailrace/delivery](../delivery) |

## Guarantees

What [@tailrace/delivery](../delivery) promises, over a sink that passes its kit.

## Bad input

An option that is not known, or has a value it cannot take, throws at creation with a code.
`,
  };
}
