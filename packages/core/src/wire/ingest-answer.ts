/** One record that a collector did not take, by its place in the batch. */
export interface IngestRejection {
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

/** What a collector answers once the append is as durable as promised: accepted + duplicates + rejected = sent. */
export interface IngestAnswer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly IngestRejection[];
}
