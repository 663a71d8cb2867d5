interface PlainError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
}

/**
 * An error as attributes: `exception.type`, `exception.message` and `exception.stacktrace` as the semantic conventions
 * have them, the stacks of causes below its own; what else it holds under `exception.` and its own name.
 */
export function exceptionAttributes(error: unknown): Record<string, unknown> {
  if (typeof error !== 'object' || error === null) return {};
  const { name, message, stack: _, ...rest } = error as PlainError;
  const own = Object.fromEntries(Object.entries(rest).map(([key, value]) => [`exception.${key}`, value]));
  return {
    ...own,
    'exception.type': name,
    'exception.message': message,
    'exception.stacktrace': stackTrace(error),
  };
}

function stackTrace(error: PlainError): string {
  const { name, message, stack, cause } = error;
  const own = typeof stack === 'string' ? stack : `${String(name)}: ${String(message)}`;
  return typeof cause === 'object' && cause !== null ? `${own}\nCaused by: ${stackTrace(cause)}` : own;
}
