/** The parts of a readable stream that tell what it has not handed on yet. */
interface ReadableInside {
  readonly _readableState?: {
    readonly buffer?: { readonly head?: Node | null } | readonly unknown[];
    readonly bufferIndex?: number;
  };
}

interface Node {
  readonly data: unknown;
  readonly next: Node | null;
}

/**
 * Answers what a logger holds back because a transport is slow, in order, without taking it away.
 *
 * Winston ends its transports while it still holds lines back, and a slow transport that has been ended never asks for
 * them: they would be lost to all the others, too. `readable-stream`, which Winston is built on, keeps them in a linked
 * list; Node's own streams in an array.
 */
export function heldBack(readable: object): readonly unknown[] {
  const { buffer, bufferIndex = 0 } = (readable as ReadableInside)._readableState ?? {};
  if (buffer === undefined) return [];
  if (Array.isArray(buffer)) return buffer.slice(bufferIndex);
  const held: unknown[] = [];
  const { head } = buffer as { readonly head?: Node | null };
  for (let node = head; node !== undefined && node !== null; node = node.next) held.push(node.data);
  return held;
}
