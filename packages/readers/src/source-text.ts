import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import { type ByteFormat, decoderFor } from './byte-format.ts';
import type { BytesToText } from './bytes-to-text.ts';

/** Where log lines come from: a file's path, or pieces of text or bytes as they come. */
export type LogSource = string | AsyncIterable<string | Uint8Array>;

/** A source whose text can be read; `lastChange` in epoch milliseconds. */
export interface OpenedSource {
  readonly lastChange: number;
  readonly chunks: AsyncIterable<string | Uint8Array>;
}

/** Opens a source. Rejects with `TAILRACE_SOURCE_UNREADABLE` where a file cannot be read. */
export async function openSource(source: LogSource, now: number): Promise<OpenedSource> {
  if (typeof source !== 'string') return { lastChange: now, chunks: source };
  const found = await stat(source).catch((error: NodeJS.ErrnoException) => {
    throw new TailraceError('TAILRACE_SOURCE_UNREADABLE', `Cannot read ${source}: ${reasonOf(error)}.`, {
      cause: error,
    });
  });
  if (found.isDirectory()) {
    throw new TailraceError('TAILRACE_SOURCE_UNREADABLE', `Cannot read ${source}: it is a folder.`);
  }
  // File systems count in nanoseconds, records in whole milliseconds.
  return { lastChange: Math.floor(found.mtimeMs), chunks: createReadStream(source, { highWaterMark: 1 << 18 }) };
}

/**
 * Turns pieces of bytes into text: inflates gzip and zstd, reads the forms it is given, UTF-8 or, by its mark, UTF-16.
 * Never fails on bytes.
 */
export async function* decodeText(
  chunks: AsyncIterable<string | Uint8Array>,
  forms: readonly ByteFormat[] = [],
): AsyncGenerator<string> {
  let decoder: BytesToText | undefined;
  for await (const chunk of inflate(chunks)) {
    if (typeof chunk === 'string') {
      yield chunk;
      continue;
    }
    decoder ??= decoderFor(chunk, forms);
    yield decoder.decode(chunk, { stream: true });
  }
  const rest = decoder?.decode();
  if (rest !== undefined && rest !== '') yield rest;
}

/** What is wrong with compressed bytes, where that is why reading them failed. */
export function damageIn(error: unknown): string | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  return code !== undefined && /^Z_|^ZSTD_|^ERR_ZLIB|^ERR_PADDING/.test(code) ? message : undefined;
}

/** Inflates gzip and zstd, told by their first bytes; everything else comes as it is. */
export async function* inflate(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = await iterator.next();
  // Enough bytes to know a compression or a byte-order mark by.
  while (!head.done && typeof head.value !== 'string' && head.value.length < 4) {
    const next = await iterator.next();
    if (next.done || typeof next.value === 'string') {
      yield head.value;
      head = next;
      break;
    }
    head = { done: false, value: Buffer.concat([head.value, next.value]) };
  }
  if (head.done) return;
  const all = resume(head.value, iterator);
  const inflater = typeof head.value === 'string' ? undefined : inflaterOf(head.value);
  if (inflater === undefined) {
    yield* all;
    return;
  }
  const input = Readable.from(all, { objectMode: false });
  input.on('error', (error) => inflater.destroy(error));
  yield* input.pipe(inflater) as AsyncIterable<Uint8Array>;
}

async function* resume<T>(first: T, rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    yield first;
    for (;;) {
      const next = await rest.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

function inflaterOf(head: Uint8Array): (NodeJS.ReadWriteStream & { destroy(error: Error): void }) | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return zlib.createGunzip();
  const compressed =
    head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd
      ? 'zstd'
      : head[0] === 0x42 && head[1] === 0x5a && head[2] === 0x68
        ? 'bzip2'
        : undefined;
  if (compressed === undefined) return undefined;
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => ReturnType<typeof zlib.createGunzip> };
  if (compressed === 'zstd' && createZstdDecompress !== undefined) return createZstdDecompress();
  const hint = compressed === 'zstd' ? 'Node reads it from 22.15 on.' : 'Decompress it first.';
  throw new TailraceError('TAILRACE_SOURCE_UNREADABLE', `The source is compressed with ${compressed}. ${hint}`);
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such file';
  if (error.code === 'EACCES') return 'permission denied';
  return error.message;
}
