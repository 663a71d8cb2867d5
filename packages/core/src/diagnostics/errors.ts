/** Every stable error code of Tailrace, with what to do about it; docs and tests are made from this table. */
export const ERROR_CODES = {
  TAILRACE_UNKNOWN_OPTION: 'An option name is not known. The message names the nearest known one.',
  TAILRACE_BAD_OPTION: 'An option has a value it cannot take. The message says which values it takes.',
  TAILRACE_MISSING_OPTION: 'A required option is absent.',
  TAILRACE_UNKNOWN_LEVEL: 'A level is not in the table of levels.',
  TAILRACE_FILTER_NOT_FORMAT: 'A filter that holds or emits records cannot be used as a Winston format.',
  TAILRACE_FORMAT_LEAKS: 'A filter that rewrites records needs a formatter on the transport, else the original leaks.',
  TAILRACE_BAD_SCHEMA: 'A record schema is declared wrongly.',
  TAILRACE_BAD_RECORD: 'A record on the wire is not valid.',
  TAILRACE_STORE_LOCKED: 'Another process has the store folder open for writing.',
  TAILRACE_STORE_FULL: 'The disk under the store is full.',
  TAILRACE_STORE_CLOSED: 'The store is closed.',
  TAILRACE_STORE_FAILED: 'The store could not read or write its folder. The message says which file and why.',
  TAILRACE_STORE_UNAVAILABLE: 'The server behind the store cannot be reached or takes nothing now. Come again later.',
  TAILRACE_ARCHIVE_FAILED:
    'An archive or a backup could not be read or written. The message says which object and why.',
  TAILRACE_SPOOL_FULL: 'A spool is at its quota of bytes and holds nothing that may be evicted.',
  TAILRACE_SPOOL_CLOSED: 'A spool is closed.',
  TAILRACE_QUERY_SYNTAX: 'A query does not parse.',
  TAILRACE_QUERY_UNSUPPORTED: 'A query asks for something this store cannot answer.',
  TAILRACE_QUERY_LIMIT: 'A query ran into a limit of time, memory or rows.',
  TAILRACE_QUERY_CANCELLED: 'A query was cancelled.',
  TAILRACE_BAD_CURSOR: 'A cursor is not one that an answer gave.',
  TAILRACE_UNSAFE_LISTEN: 'Listening beyond loopback needs a token.',
  TAILRACE_SOURCE_UNREADABLE: 'A file, folder or server that logs are read from cannot be read. The message says why.',
  TAILRACE_BAD_REQUEST: 'A request has a parameter, a header or a body that cannot be read. The message says which.',
  TAILRACE_BODY_TOO_LARGE: 'A request body is over the limit, as sent or after decompression. Nothing of it was kept.',
  TAILRACE_MEDIA_TYPE: 'A request has a content type or an encoding that is not taken. The message says what is.',
  TAILRACE_UNAUTHORIZED: 'A request has no valid token or session.',
  TAILRACE_FORBIDDEN: 'The token or session is valid, but its role may not do this.',
  TAILRACE_HOST_REFUSED: 'The Host or Origin of a request is not allowed. Name it in allowedHosts or allowedOrigins.',
  TAILRACE_TOO_MANY_LOGINS: 'Too many failed logins came from one address. Retry-After says when to come again.',
  TAILRACE_TOO_MANY_QUERIES: 'One token asks more questions at once than it may. Retry-After says when to come again.',
  TAILRACE_NOT_FOUND: 'There is no such record or address.',
  TAILRACE_BUSY: 'The collector has as much in hand as it may, or is closing. Retry-After says when to come again.',
  TAILRACE_INTERNAL: 'A request failed for a reason inside the collector, which its diagnostics tell.',
} as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** An error of configuration or of an answer, with a stable code and words that say what to do. */
export class TailraceError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TailraceError';
    this.code = code;
  }
}
