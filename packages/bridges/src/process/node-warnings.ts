type Listener = (...parameters: unknown[]) => void;

/** Answers Node's own listener for warnings, which prints them; undefined under `--no-warnings`. */
function nodesListener(): Listener | undefined {
  return (process.listeners('warning') as Listener[]).find(
    // It has no mark but its name and what it looks at.
    (listener) => listener.name === 'onWarning' && String(listener).includes('noDeprecation'),
  );
}

/** How many bridges keep Node from printing warnings, and its listener meanwhile. */
const silence: { holders: number; listener: Listener | undefined } = { holders: 0, listener: undefined };

/**
 * Keeps Node from printing warnings.
 *
 * @returns The function that lets it print again, once everybody who asked for silence has done so.
 */
export function silenceWarnings(): () => void {
  silence.holders += 1;
  if (silence.holders === 1) {
    silence.listener = nodesListener();
    if (silence.listener !== undefined) process.removeListener('warning', silence.listener);
  }
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    silence.holders -= 1;
    if (silence.holders > 0 || silence.listener === undefined) return;
    // It was there before anybody else.
    process.prependListener('warning', silence.listener);
    silence.listener = undefined;
  };
}

/** Prints a warning as Node would while it is kept silent. */
export function printWarning(warning: Error): void {
  silence.listener?.call(process, warning);
}
