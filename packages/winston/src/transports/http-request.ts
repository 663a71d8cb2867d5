import http from 'node:http';
import https from 'node:https';
import type { HttpAuth, StockHttp } from './stock-transports.ts';

/** What is posted, and where to. */
export interface PostOptions {
  readonly transport: StockHttp;
  readonly path: string;
  readonly auth: HttpAuth | undefined;
  readonly body: string | Uint8Array;
  readonly signal?: AbortSignal;
}

/** Begins a request as Winston's Http makes it: whatever Node's own takes may stand among the transport's options. */
export function post({ transport, path, auth, body, signal }: PostOptions): http.ClientRequest {
  const { ssl, host, port, headers, agent } = transport;
  const request = (ssl ? https : http).request({
    ...(transport.options as object),
    method: 'POST',
    host,
    port,
    path: `/${path.replace(/^\//, '')}`,
    headers: { ...headers, ...(auth?.bearer && { Authorization: `Bearer ${auth.bearer}` }) },
    auth: auth?.username && auth.password ? `${auth.username}:${auth.password}` : '',
    agent: agent as http.Agent | undefined,
    ...(signal !== undefined && { signal }),
  });
  request.end(body);
  return request;
}

/** What a server answered that did not take a request. */
export class StatusError extends Error {
  readonly status: number;
  readonly retryAfter: string | undefined;

  constructor(status: number, retryAfter: string | undefined) {
    super(`Invalid HTTP Status Code: ${status}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The body of the answer; rejects with a {@link StatusError} for any that is not 2xx. */
export function answerTo(request: http.ClientRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (data: string) => {
        if (body.length < MAX_ANSWER_UNITS) body += data;
      });
      response.on('error', reject);
      response.on('end', () => {
        if (status >= 200 && status < 300) resolve(body);
        else reject(new StatusError(status, headers['retry-after']));
      });
    });
  });
}

/** More of an answer is not kept. */
const MAX_ANSWER_UNITS = 64 * 1024 * 1024;
