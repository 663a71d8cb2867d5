import { CommandFailure, reasonOf } from '../command-failure.ts';

/** Talks to a collector; see docs/http-api.md. */
export class ServerClient {
  readonly url: string;
  readonly #token: string | undefined;

  constructor(url: string, token?: string) {
    this.url = url.replace(/\/+$/, '');
    this.#token = token;
  }

  /**
   * Sends a request; the answer's status is 2xx.
   *
   * @throws CommandFailure that says what the server said, or why it was not reached.
   */
  async request(path: string, init: RequestInit & { readonly signal: AbortSignal }): Promise<Response> {
    const response = await this.send(path, init);
    if (response.ok) return response;
    throw refusal(this.url, response.status, await response.text());
  }

  /** Sends a request; any status is an answer. */
  async send(path: string, init: RequestInit & { readonly signal: AbortSignal }): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token !== undefined) headers.set('authorization', `Bearer ${this.#token}`);
    try {
      return await fetch(this.url + path, { ...init, headers });
    } catch (error) {
      if (init.signal.aborted) throw error;
      throw new CommandFailure('failed', `${this.url}: ${reasonOf(error)}`, "Is 'tailrace serve' running there?");
    }
  }
}

/** What a server's refusal means. */
export function refusal(url: string, status: number, body: string): CommandFailure {
  const { code, message } = errorIn(body);
  const said = message === undefined ? `answered ${status}` : message;
  if (status === 401 || status === 403) {
    return new CommandFailure('failed', `${url}: ${said}`, 'Give a token with --token or TAILRACE_TOKEN.');
  }
  const usage =
    code === 'TAILRACE_QUERY_SYNTAX' || code === 'TAILRACE_QUERY_UNSUPPORTED' || code === 'TAILRACE_BAD_REQUEST';
  return new CommandFailure(usage ? 'usage' : 'failed', `${url}: ${said}`);
}

function errorIn(body: string): { code?: string; message?: string } {
  try {
    return (JSON.parse(body) as { error?: { code?: string; message?: string } }).error ?? {};
  } catch {
    return {};
  }
}
