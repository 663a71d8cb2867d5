/** What is used of a client of `@elastic/elasticsearch`, of this or another version. */
export interface ElasticsearchClient {
  readonly transport: {
    request(
      params: { method: string; path: string; querystring?: Record<string, unknown>; body?: object; bulkBody?: Buffer },
      options?: {
        signal?: AbortSignal;
        maxRetries?: number;
        meta?: boolean;
        ignore?: number[];
        compression?: boolean;
        redaction?: { type: 'off' };
        openTelemetry?: { enabled?: boolean };
      },
    ): Promise<unknown>;
  };
  readonly connectionPool: { readonly connections: readonly { readonly url: URL }[] };
  close(): Promise<void>;
}
