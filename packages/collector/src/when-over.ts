import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What is told of a connection's end: one listener for all answers that stand on it. */
const followers = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once, when an answer has been sent or its connection is gone.
 *
 * An answer that stands behind others on its connection hears nothing of the connection's end by itself.
 */
export function whenOver(response: ServerResponse, callback: () => void): void {
  const { socket } = response.req;
  if (response.closed || socket.destroyed) {
    callback();
    return;
  }
  const others = followersOf(socket);
  const over = (): void => {
    response.off('close', over);
    if (others.delete(over)) callback();
  };
  others.add(over);
  response.once('close', over);
}

function followersOf(socket: Socket): Set<() => void> {
  const known = followers.get(socket);
  if (known !== undefined) return known;
  const made = new Set<() => void>();
  followers.set(socket, made);
  socket.once('close', () => {
    for (const follower of made) follower();
  });
  return made;
}
