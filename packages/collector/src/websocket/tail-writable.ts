import { Writable } from 'node:stream';
import type { WebSocket } from 'ws';

/**
 * The writing side of a WebSocket for the live tail: one message a chunk, each sent when those before it have left.
 *
 * What waits, waits here and not in the socket, so that acknowledgements on the same socket pass it by.
 */
export function tailWritable(socket: WebSocket): Writable {
  const send = (text: string, done: (error?: Error | null) => void): void => {
    // What a reader passes over has no message.
    if (text === '') done();
    else socket.send(text, done);
  };
  return new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => send(chunk, done),
    writev(chunks, done) {
      const last = chunks.length - 1;
      for (const [index, { chunk }] of chunks.entries()) {
        send(chunk as string, index === last ? done : () => undefined);
      }
    },
  }).on('error', () => undefined);
}
