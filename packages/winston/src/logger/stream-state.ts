/** What is kept by the writable side of `readable-stream` 3, of which Winston's loggers and transports are made. */
export interface WritableState {
  objectMode: boolean;
  highWaterMark: number;
  length: number;
  writing: boolean;
  corked: number;
  sync: boolean;
  bufferProcessing: boolean;
  bufferedRequest: unknown;
  writecb: (() => void) | null;
  writelen: number;
  pendingcb: number;
  needDrain: boolean;
  ending: boolean;
  finished: boolean;
  destroyed: boolean;
  onwrite(error?: Error | null): void;
}

/** Whether a write to this stream would go straight to its `_write`. */
export function isIdle(state: WritableState): boolean {
  return (
    state.length === 0 &&
    !state.writing &&
    state.corked === 0 &&
    !state.bufferProcessing &&
    !state.ending &&
    !state.destroyed
  );
}

/** Whether a stream takes nothing any more. */
export function isOver(state: WritableState): boolean {
  return state.ending || state.destroyed;
}

/** Does what `readable-stream` does before it calls `_write`, or `_writev` with several. */
export function beginWrite(state: WritableState, count: number): void {
  state.length = count;
  state.writelen = count;
  state.writecb = nothing;
  state.pendingcb += 1;
  state.writing = true;
  state.sync = true;
}

/**
 * Does what `readable-stream` does when `_write` has called back at once, without the turn of the event loop that it
 * leaves between; false where something came meanwhile, which is for the stream's own callback.
 */
export function endWrite(state: WritableState): boolean {
  if (state.bufferedRequest !== null || state.ending || state.corked !== 0 || state.needDrain) return false;
  state.writing = false;
  state.writecb = null;
  state.length -= state.writelen;
  state.writelen = 0;
  state.pendingcb -= 1;
  state.sync = false;
  return true;
}

function nothing(): void {
  // Nobody waits for this write.
}
