/** What is spoken on a TCP connection, once that is known. */
export interface TcpMode {
  readonly protocol: 'tcp' | 'plain';
  /** True where a message has begun and is not whole. */
  readonly isMidway: boolean;
  /** True while something is in hand. */
  readonly isBusy: boolean;
  /** @throws TailraceError where nothing behind these bytes can be understood. */
  push(chunk: Buffer): void;
  /**
   * Takes no more; resolves when what was in hand is done.
   *
   * @param inOrder - The other side has ended what it sends in good order.
   */
  end(inOrder: boolean): Promise<void>;
}

/** How a mode speaks, and slows the other side down. */
export interface TcpOutput {
  /** Sends text; `onSent` is called when it has left, or cannot. */
  write(text: string, onSent: () => void): void;
  pause(): void;
  resume(): void;
}
