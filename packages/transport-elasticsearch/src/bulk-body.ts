import type { Entry, Rejection } from '@tailrace/delivery';

/** The body of a bulk request. */
export interface BulkBody {
  readonly bytes: Buffer;
  /** The places in the batch of the entries that are in it, in order. */
  readonly sent: readonly number[];
  /** Entries that cannot be put into one line; they would be read as actions. */
  readonly unfit: readonly Rejection[];
}

/** Identifiers that are JSON as they are, as Tailrace makes them. */
const PLAIN_ID = /^[\w-]+$/;
const OPENING_BRACE = '{'.charCodeAt(0);
const LINE_FEED = 0x0a;

/**
 * Writes entries as lines of a bulk request, each as `create` under its id; bodies are not parsed again.
 *
 * A body with a line break in it would be read as several lines, and so as actions: it is brought onto one line where it
 * is a JSON object, and else left out.
 */
export function bulkBody(entries: readonly Entry[]): BulkBody {
  const sent: number[] = [];
  const unfit: Rejection[] = [];
  const parts: Uint8Array[] = [];
  let text = '';
  entries.forEach(({ id, body }, index) => {
    const line = lineOf(body);
    if (line === undefined) {
      unfit.push({ index, reason: 'The entry is no JSON object on one line.' });
      return;
    }
    sent.push(index);
    text += `{"create":{"_id":${PLAIN_ID.test(id) ? `"${id}"` : JSON.stringify(id)}}}\n`;
    if (typeof line === 'string') {
      text += `${line}\n`;
    } else {
      parts.push(Buffer.from(text), line);
      text = '\n';
    }
  });
  const rest = Buffer.from(text);
  return { bytes: parts.length === 0 ? rest : Buffer.concat([...parts, rest]), sent, unfit };
}

function lineOf(body: string | Uint8Array): string | Uint8Array | undefined {
  if (typeof body === 'string') {
    return body.charCodeAt(0) === OPENING_BRACE && !body.includes('\n') ? body : onOneLine(body);
  }
  return body[0] === OPENING_BRACE && !body.includes(LINE_FEED) ? body : onOneLine(Buffer.from(body).toString('utf8'));
}

function onOneLine(body: string): string | undefined {
  try {
    const value = JSON.parse(body) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : undefined;
  } catch {
    return undefined;
  }
}
