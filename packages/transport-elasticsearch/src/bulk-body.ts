import { bodyBytes, type Entry, type Rejection, writeBody } from '@tailrace/delivery';

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
/** What stands around a body whose id is one of Tailrace's, and room to spare; with longer ids the target grows. */
const USUAL_ACTION_BYTES = '{"create":{"_id":""}}\n\n'.length + 36;

const OPENING_BRACE = '{'.charCodeAt(0);
const LINE_FEED = 0x0a;

/**
 * Writes entries as lines of a bulk request, each as `create` under its id; bodies are not parsed again, and those that
 * come from the disk never become strings.
 *
 * A body with a line break in it would be read as several lines, and so as actions: it is brought onto one line where it
 * is a JSON object, and else left out.
 *
 * @param take - Answers bytes to write into, at least so many.
 */
export function bulkBody(
  entries: readonly Entry[],
  take: (bytes: number) => Buffer = (bytes) => Buffer.allocUnsafeSlow(bytes),
): BulkBody {
  const sent: number[] = [];
  const unfit: Rejection[] = [];
  let room = 0;
  for (const entry of entries) room += bodyBytes(entry) + USUAL_ACTION_BYTES;
  let target = take(room);
  let at = 0;
  const makeRoom = (bytes: number): void => {
    if (target.length - at >= bytes) return;
    const larger = take(target.length * 2 + bytes);
    target.copy(larger, 0, 0, at);
    target = larger;
  };
  entries.forEach((entry, index) => {
    const bytes = bodyBytes(entry);
    const { id } = entry;
    // An ASCII text has a byte for each character, whose count is known and whose copying is the quickest.
    const isPlain = id !== undefined && PLAIN_ID.test(id);
    const action = isPlain ? `{"create":{"_id":"${id}"}}\n` : oddAction(id);
    const before = at;
    makeRoom((isPlain ? action.length : Buffer.byteLength(action)) + bytes + 1);
    const from = at + target.write(action, at, isPlain ? 'latin1' : 'utf8');
    at = writeBody(entry, bytes, target, from);
    target[at] = LINE_FEED;
    if (target[from] !== OPENING_BRACE || target.indexOf(LINE_FEED, from) !== at) {
      const line = onOneLine(target.toString('utf8', from, at));
      at = from;
      if (line === undefined) {
        at = before;
        unfit.push({ index, reason: 'The entry is no JSON object on one line.' });
        return;
      }
      makeRoom(Buffer.byteLength(line) + 1);
      at += target.write(line, at, 'utf8');
      target[at] = LINE_FEED;
    }
    at += 1;
    sent.push(index);
  });
  return { bytes: target.subarray(0, at), sent, unfit };
}

/** The line before a document with another id. A record that was made without one gets it from the server. */
function oddAction(id: string | undefined): string {
  return id === undefined || id === '' ? '{"create":{}}\n' : `{"create":{"_id":${JSON.stringify(id)}}}\n`;
}

function onOneLine(body: string): string | undefined {
  try {
    const value = JSON.parse(body) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : undefined;
  } catch {
    return undefined;
  }
}
