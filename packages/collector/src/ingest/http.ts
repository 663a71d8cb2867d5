import { TailraceError } from '@tailrace/core';
import type { FastifyRequest } from 'fastify';
import { failureOf, sendFailure } from '../api/failure.ts';
import type { RouteMount } from '../routes.ts';
import type { PendingAccount } from './pending-bytes.ts';
import { encodingOf, readBody } from './body.ts';
import { type ParsedBatch, parseArray, parseLines } from './parse.ts';

const LINES = new Set(['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/x-jsonlines']);

/** `POST /v1/records`: answers once the records are as durable as the store promises. */
export const mountIngest: RouteMount = (route, services) => {
  const { options, acceptor, pending, metrics, clock, diagnostics } = services;

  async function parse(request: FastifyRequest, account: PendingAccount): Promise<ParsedBatch> {
    const read = parserOf(request.headers['content-type']);
    const encoding = encodingOf(request.headers['content-encoding']);
    refuseLarge(request.headers['content-length'], options.maxBodyBytes);
    const body = await readBody(request.raw, encoding, options, account);
    metrics.add('tailrace_ingest_bytes_total', body.length);
    const asLines = acceptor.takesLines;
    return read(body, { maxRecordBytes: options.maxRecordBytes, now: clock.now(), account, asLines });
  }

  route('POST /v1/records', async (request, reply) => {
    const account = pending.open();
    try {
      const answer = await acceptor.accept(await parse(request, account));
      metrics.add('tailrace_ingest_requests_total', 1, '200');
      return await reply.send(answer);
    } catch (error) {
      const failure = failureOf(error, diagnostics);
      metrics.add('tailrace_ingest_requests_total', 1, String(failure.status));
      return sendFailure(reply, failure);
    } finally {
      account.close();
    }
  });
};

function parserOf(contentType: string | undefined): typeof parseLines {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (LINES.has(type)) return parseLines;
  if (type === 'application/json') return parseArray;
  throw new TailraceError(
    'TAILRACE_MEDIA_TYPE',
    `Content-Type takes application/x-ndjson or application/json, not ${JSON.stringify(type.slice(0, 60))}.`,
  );
}

function refuseLarge(contentLength: string | undefined, maxBodyBytes: number): void {
  if (contentLength !== undefined && Number(contentLength) > maxBodyBytes) {
    throw new TailraceError(
      'TAILRACE_BODY_TOO_LARGE',
      `The body is over ${maxBodyBytes} bytes as sent. Nothing of it was stored.`,
    );
  }
}
