/** An object as a list shows it. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/** What a request to an object store takes. */
export interface ObjectRequest {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where archived segments and backups are kept: an S3 bucket, a folder, or what else has these five.
 *
 * Keys are names with `/` between their parts. An object that is there never changes: it is written whole, once. Every
 * method rejects with `TAILRACE_ARCHIVE_FAILED` where the store cannot be reached or refuses.
 */
export interface ObjectStore {
  /** As people and messages name it, without secrets: `s3://bucket/prefix`. */
  readonly name: string;
  /** Writes an object durably; an object that is there already is left as it is, and answered as `exists`. */
  put(key: string, bytes: Uint8Array, request?: ObjectRequest): Promise<'stored' | 'exists'>;
  /** Reads an object whole; undefined where there is none. */
  get(key: string, request?: ObjectRequest): Promise<Uint8Array | undefined>;
  /** Lists the objects whose keys begin so, by key. */
  list(prefix: string, request?: ObjectRequest): AsyncIterable<ListedObject>;
  /** Removes an object; one that is not there is no failure. */
  delete(key: string, request?: ObjectRequest): Promise<void>;
}
