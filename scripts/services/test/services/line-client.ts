import { once } from 'node:events';
import { connect } from 'node:net';

/** Speaks a protocol of lines over TCP: sends what it is given and answers the lines that came until `last` matches. */
export async function talk(port: number, text: string, last: RegExp): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  try {
    await once(socket, 'connect');
    socket.setEncoding('utf8').write(text);
    for await (const chunk of socket) {
      received += String(chunk);
      if (last.test(received)) break;
    }
    return received;
  } finally {
    socket.destroy();
  }
}
