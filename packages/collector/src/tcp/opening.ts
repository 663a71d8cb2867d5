import { decodeLinkMessage, LINK_VERSION, type LinkHello, TailraceError } from '@tailrace/core';

/** How far the first line of a connection is looked at. */
export const MAX_OPENING_BYTES = 8192;

/** What a connection turned out to be by its first bytes. */
export type Opening =
  | {
      readonly kind: 'link';
      readonly hello: LinkHello /** Where what follows the hello begins. */;
      readonly rest: number;
    }
  | { readonly kind: 'plain'; readonly framing: PlainFraming };

/** How the messages of a plain connection are told apart: by line breaks, or by counts (RFC 6587). */
export type PlainFraming = 'lines' | 'counted';

const LINE_FEED = 0x0a;
const TLS_HANDSHAKE = 0x16;

/**
 * Looks at what a connection begins with; `undefined` where that does not tell yet.
 *
 * A page of a stranger can make a browser send a request to any port, and what it posts would be read as lines: whatever
 * begins as HTTP is refused.
 *
 * @param start - Everything so far.
 * @param isWhole - No more will come.
 * @throws TailraceError `TAILRACE_BAD_REQUEST` where it is neither a link nor plain.
 */
export function readOpening(start: Buffer, isWhole: boolean): Opening | undefined {
  if (start.length === 0) return undefined;
  if (start[0] === TLS_HANDSHAKE) throw bad('The connection begins with a TLS handshake, and TLS is not spoken here.');
  const head = start.toString('latin1', 0, 12);
  if (/^[1-9]\d{0,8} [<{]/.test(head)) return { kind: 'plain', framing: 'counted' };
  if (!isWhole && /^[1-9]\d{0,8} ?$/.test(head)) return undefined;
  const lineEnd = start.subarray(0, MAX_OPENING_BYTES).indexOf(LINE_FEED);
  const isShort = start.length < MAX_OPENING_BYTES;
  if (lineEnd < 0 && isShort && !isWhole) return undefined;
  const line = start.toString('utf8', 0, lineEnd < 0 ? MAX_OPENING_BYTES : lineEnd);
  // Of a long address the end is not in sight.
  const http = lineEnd < 0 && !isShort ? /^[A-Z]+ \S+ ?[HTP/]*$/ : /^[A-Z]+ \S+ HTTP\/\d/;
  if (http.test(line)) throw bad('The connection begins as HTTP does, which is not spoken here.');
  const message = lineEnd < 0 ? undefined : decodeLinkMessage(line);
  if (message?.type === 'hello') {
    if (message.version === LINK_VERSION) return { kind: 'link', hello: message, rest: lineEnd + 1 };
    throw bad(`The collector speaks version ${LINK_VERSION} of the link, not ${message.version}.`);
  }
  if (message !== undefined) throw bad('A link begins with a hello.');
  // Taken as a record, its token would be stored.
  if (/^\s*\{\s*"type"\s*:\s*"hello"/.test(line)) throw bad('The hello is not understood.');
  return { kind: 'plain', framing: 'lines' };
}

function bad(message: string): TailraceError {
  return new TailraceError('TAILRACE_BAD_REQUEST', message);
}
