import { ConnectionEnd, type LinkChannel, type LinkListener } from '@tailrace/delivery';
import { StringDecoder } from 'node:string_decoder';
import { SocketLine, type SocketTarget } from './socket-line.ts';

/** The longest line that a collector may answer; one that names every record of a batch is far below it. */
const MAX_LINE_CHARACTERS = 8 * 1024 * 1024;

/** Opens a socket for the link protocol: lines both ways, and behind a line the bytes that it announces. */
export async function openLinkOverTcp(
  target: SocketTarget,
  listener: LinkListener,
  signal: AbortSignal,
): Promise<LinkChannel> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let over = false;
  const line = await SocketLine.open(
    target,
    {
      data: (chunk) => {
        const lines = (rest + decoder.write(chunk)).split('\n');
        rest = lines.pop() ?? '';
        for (const message of lines) if (!over) listener.message(message);
        if (rest.length > MAX_LINE_CHARACTERS)
          line.destroy(ConnectionEnd.retryable('The peer sends a line without an end.'));
      },
      closed: (cause) => {
        over = true;
        listener.closed(cause);
      },
    },
    signal,
  );
  return {
    send: (header, body) => (body === undefined ? line.write(header) : line.write(header, body)),
    end: () => line.end(),
    destroy: (cause) => line.destroy(cause),
  };
}
