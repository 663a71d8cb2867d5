import type { Batch, Outcome, Sink, SinkTraits } from '@tailrace/delivery';

/** Sends a batch and judges the answer; it does not queue, retry or log. */
export class TcpSink implements Sink {
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
      return { status: 'refused', cause: 'content', reason: `HTTP ${answer.status}` };
    }
    if (answer.status === 429 || answer.status >= 500) return busy(answer);
    return { status: 'refused', cause: 'access', reason: `HTTP ${answer.status}` };
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
  const reason = `HTTP ${answer.status}`;
  return { status: 'retryable', reason, ...(seconds >= 0 && { retryAfterMillis: seconds * 1_000 }) };
}
