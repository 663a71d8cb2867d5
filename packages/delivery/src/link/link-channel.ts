/** A connection to a collector, of whatever kind, that carries lines and what they announce. */
export interface LinkChannel {
  /** Sends a line, and behind it what it announces; resolves when there is room for more. */
  send(line: string, body?: Uint8Array): Promise<void>;
  /** Ends it in good order. */
  end(): Promise<void>;
  /** Cuts it. */
  destroy(cause: Error): void;
}

/** Who hears what comes over a {@link LinkChannel}, from the moment that it is being made. */
export interface LinkListener {
  message(line: string): void;
  /** The connection is of no more use; called once, for whatever reason, also for one that was cut or ended here. */
  closed(cause: Error): void;
}

/**
 * Makes a channel; rejects where none can be made, or the signal was aborted before.
 *
 * @throws ConnectionEnd With what the failure means for a batch.
 */
export type OpenLinkChannel = (listener: LinkListener, signal: AbortSignal) => Promise<LinkChannel>;
