import type { Outcome } from '@tailrace/delivery';
import type { HttpTransportOptions } from '../http-transport-options.ts';
import type { HttpAnswer } from '../judge-answer.ts';
import { presetFormatter } from './preset-formatter.ts';

/** Which dataset of Axiom logs go to. */
export interface AxiomOptions {
  readonly apiToken: string;
  readonly dataset: string;
  /** Another address than `https://api.axiom.co`: `https://eu-central-1.aws.edge.axiom.co` for example. */
  readonly url?: string | URL;
}

/**
 * Options that deliver to Axiom: gzipped lines of JSON, the time under `_time`.
 *
 * At an edge deployment's address (`….edge.axiom.co`) its own path is used.
 *
 * @example
 * new HttpTransport(axiom({ apiToken: process.env.AXIOM_TOKEN, dataset: 'logs' }));
 * @see https://axiom.co/docs/restapi/endpoints/ingestIntoDataset
 */
export function axiom({ apiToken, dataset, url = 'https://api.axiom.co' }: AxiomOptions): HttpTransportOptions {
  const base = new URL(url);
  const name = encodeURIComponent(dataset);
  base.pathname = base.hostname.endsWith('.edge.axiom.co') ? `v1/ingest/${name}` : `v1/datasets/${name}/ingest`;
  return {
    url: base,
    token: apiToken,
    compression: 'gzip',
    judge: judgeAxiom,
    formatter: presetFormatter('axiom', ({ timestamp, ...wire }) => ({ _time: timestamp, ...wire })),
  };
}

/** Axiom says with a 200 how many it did not take, and not which: halving the batch finds them. */
function judgeAxiom({ status, body }: HttpAnswer): Outcome | undefined {
  if (status !== 200 || !/"failed"\s*:\s*[1-9]/.test(body)) return undefined;
  return { status: 'refused', cause: 'content', reason: 'HTTP 200, not all was taken' };
}
