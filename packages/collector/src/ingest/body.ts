import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import type { PendingAccount } from './pending-bytes.ts';

/** How a body may be compressed. */
export type Encoding = 'identity' | 'gzip' | 'br';

/** What a body may take. */
export interface BodyLimits {
  readonly maxBodyBytes: number;
  readonly maxDecompressedBytes: number;
}

/** Reads `Content-Encoding`; throws `TAILRACE_MEDIA_TYPE` for what is not taken. */
export function encodingOf(header: string | undefined): Encoding {
  const name = header?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return 'identity';
  if (name === 'gzip' || name === 'x-gzip') return 'gzip';
  if (name === 'br') return 'br';
  throw new TailraceError(
    'TAILRACE_MEDIA_TYPE',
    `Content-Encoding takes gzip or br, not ${JSON.stringify(name.slice(0, 60))}.`,
  );
}

/**
 * Reads a body to its end, decompressing as it comes, so that neither a large body nor a decompression bomb holds more
 * than the limits.
 *
 * Where it fails, the rest of the request is read and thrown away: a client that is still sending would see a broken
 * connection otherwise, not the answer.
 *
 * @throws TailraceError `TAILRACE_BODY_TOO_LARGE`, `TAILRACE_BUSY`, or `TAILRACE_BAD_REQUEST` for broken compression or
 *   a client that left.
 */
export function readBody(
  source: Readable,
  encoding: Encoding,
  limits: BodyLimits,
  account: PendingAccount,
): Promise<Buffer> {
  const decoder = decoderOf(encoding);
  const output: Readable = decoder ?? source;
  const outputLimit = decoder === undefined ? limits.maxBodyBytes : limits.maxDecompressedBytes;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sent = 0;
    let size = 0;
    let settled = false;

    const fail = (error: unknown): void => {
      if (settled) return;
      settled = true;
      if (decoder !== undefined) {
        source.unpipe(decoder);
        decoder.destroy();
      }
      source.resume();
      reject(error);
    };
    const onSent = (chunk: Buffer): void => {
      sent += chunk.length;
      if (sent > limits.maxBodyBytes) fail(tooLarge(`${limits.maxBodyBytes} bytes as sent`));
    };
    const onOutput = (chunk: Buffer): void => {
      if (settled) return;
      size += chunk.length;
      if (size > outputLimit)
        return fail(tooLarge(`${outputLimit} bytes${decoder === undefined ? '' : ' after decompression'}`));
      try {
        account.take(chunk.length);
      } catch (error) {
        return fail(error);
      }
      chunks.push(chunk);
    };

    output.on('data', onOutput);
    output.once('end', () => {
      if (settled) return;
      settled = true;
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size));
    });
    source.once('error', () => fail(left()));
    source.once('close', () => {
      if (!source.readableEnded) fail(left());
    });
    if (decoder !== undefined) {
      source.on('data', onSent);
      decoder.once('error', (error) => fail(broken(error)));
      source.pipe(decoder);
    }
  });
}

function decoderOf(encoding: Encoding): Transform | undefined {
  const chunkSize = 64 * 1024;
  if (encoding === 'gzip') return createGunzip({ chunkSize });
  if (encoding === 'br') return createBrotliDecompress({ chunkSize });
  return undefined;
}

function tooLarge(limit: string): TailraceError {
  return new TailraceError('TAILRACE_BODY_TOO_LARGE', `The body is over ${limit}. Nothing of it was stored.`);
}

function broken(cause: Error): TailraceError {
  return new TailraceError('TAILRACE_BAD_REQUEST', `The body does not decompress: ${cause.message}.`, { cause });
}

function left(): TailraceError {
  return new TailraceError('TAILRACE_BAD_REQUEST', 'The client left before its body was whole.');
}
