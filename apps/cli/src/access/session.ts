import { ServerClient } from '../sources/server-client.ts';

/** What a server says of a token. */
export interface Session {
  /** Whether the server wants a token at all. */
  readonly required: boolean;
  /** What the token may be used for; `null` where it is not known there. */
  readonly role: string | null;
}

/** Asks a server what a token may do there. */
export async function sessionAt(url: string, token: string | undefined, signal: AbortSignal): Promise<Session> {
  const response = await new ServerClient(url, token).request('/v1/session', { signal });
  return (await response.json()) as Session;
}
