import type { Entry } from './sink.ts';

/** An entry that knows how many bytes its body has, and puts them where they go without being made a string first. */
export interface SizedEntry extends Entry {
  /** Length of the body in bytes. */
  readonly bytes: number;
  /** Whether the body is bytes and no text. */
  readonly isBinary: boolean;
  /** Writes the body into `target`, which has room for it; answers where it ends. */
  writeBody(target: Buffer, at: number): number;
}

/** The length of an entry's body in bytes. */
export function bodyBytes(entry: Entry): number {
  const { bytes } = entry as Partial<SizedEntry>;
  return bytes ?? contentBytes(entry.body);
}

/** Whether an entry's body is bytes and no text. */
export function isBinary(entry: Entry): boolean {
  return (entry as Partial<SizedEntry>).isBinary ?? typeof entry.body !== 'string';
}

/** Writes an entry's body, of so many bytes, into `target`; answers where it ends. */
export function writeBody(entry: Entry, bytes: number, target: Buffer, at: number): number {
  const sized = entry as Partial<SizedEntry>;
  return sized.writeBody === undefined ? writeContent(entry.body, bytes, target, at) : sized.writeBody(target, at);
}

/** The length of text or bytes, in bytes. */
export function contentBytes(content: string | Uint8Array): number {
  return typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
}

/** Writes text or bytes, of so many bytes, into `target`; answers where they end. */
export function writeContent(content: string | Uint8Array, bytes: number, target: Buffer, at: number): number {
  if (typeof content !== 'string') {
    target.set(content, at);
  } else {
    // Where each character takes one byte it is the same one in Latin-1, which is copied without a look at it.
    target.write(content, at, bytes === content.length ? 'latin1' : 'utf8');
  }
  return at + bytes;
}
