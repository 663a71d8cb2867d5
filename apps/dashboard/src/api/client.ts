import type {
  Answer,
  CompletionItem,
  Explanation,
  FieldSummary,
  Histogram,
  Session,
  StoreStats,
  WireRecord,
} from './types.ts';

/** An answer of the collector that is not a success. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** When the collector asks to be asked again. */
  readonly retryAfterMillis: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterMillis?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterMillis = retryAfterMillis;
  }
}

type Parameters = Readonly<Record<string, string | number | undefined>>;

/** What the pages ask of a question: its words and its window. */
export interface Window {
  readonly q: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const client = {
  query: (window: Window, page: { limit: number; cursor?: string | undefined }, signal: AbortSignal) =>
    get<Answer>('/v1/query', { ...window, ...page }, signal),
  histogram: (window: Window, buckets: number, signal: AbortSignal) =>
    get<Histogram>('/v1/histogram', { ...window, buckets }, signal),
  fields: async (window: Window, values: number, signal: AbortSignal) =>
    (await get<{ fields: readonly FieldSummary[] }>('/v1/fields', { ...window, values }, signal)).fields,
  complete: async (q: string, cursor: number, signal: AbortSignal) =>
    (await get<{ items: readonly CompletionItem[] }>('/v1/complete', { q, cursor }, signal)).items,
  explain: (window: Window, plan: 'yes' | 'no', signal: AbortSignal) =>
    get<Explanation>('/v1/explain', { ...window, plan }, signal),
  stats: (signal: AbortSignal) => get<StoreStats>('/v1/stats', {}, signal),
  context: async (id: string, signal: AbortSignal) =>
    (await get<{ records: readonly WireRecord[] }>(`/v1/records/${id}/context`, { before: 10, after: 10 }, signal))
      .records,
  session: (signal: AbortSignal) => get<Session>('/v1/session', {}, signal),
  signIn: (token: string) => send('POST', '/v1/session', { token }),
  signOut: () => send('DELETE', '/v1/session'),
  tailAddress: (q: string, lastEventId: string | undefined) => address('/v1/tail', { q, lastEventId }),
};

function address(path: string, parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) search.set(name, String(value));
  return `${path}?${search}`;
}

async function get<T>(path: string, parameters: Parameters, signal: AbortSignal): Promise<T> {
  const response = await fetch(address(path, parameters), { signal, headers: { accept: 'application/json' } });
  if (!response.ok) throw await failure(response);
  return (await response.json()) as T;
}

async function send(method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(path, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw await failure(response);
}

async function failure(response: Response): Promise<ApiError> {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMillis = Number.isFinite(seconds) ? seconds * 1000 : undefined;
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    return new ApiError(response.status, error.code, error.message, retryAfterMillis);
  } catch {
    return new ApiError(response.status, 'HTTP', `The collector answered ${response.status}.`, retryAfterMillis);
  }
}
