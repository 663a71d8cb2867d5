/** Logger names are few in any sane program; where they are not, the answers are found again. */
const MAX_REMEMBERED = 1000;

/**
 * Compiles values by logger name into a function from a name to its value.
 *
 * Names match by segment: `ai` is for the loggers `ai` and `ai.chat`, not for `email`; `ai.*` is for those below `ai`
 * only; the longest match wins. `default` (or `*`) is for everything else and for what has no name; without it that
 * is `undefined`.
 *
 * @example
 * const levelOf = byLoggerName({ default: 'info', db: 'warn' });
 * levelOf('db.pool'); // 'warn'
 */
export function byLoggerName<Value>(values: Readonly<Record<string, Value>>): (logger: unknown) => Value | undefined {
  const own = new Map<string, Value>();
  const below = new Map<string, Value>();
  let byDefault: Value | undefined;
  for (const [name, value] of Object.entries(values)) {
    if (name === 'default' || name === '*' || name === '') byDefault = value;
    else if (name.endsWith('.*')) below.set(name.slice(0, -2), value);
    else own.set(name, value);
  }
  const remembered = new Map<string, Value | undefined>();
  return (logger) => {
    if (typeof logger !== 'string') return byDefault;
    const known = remembered.get(logger);
    if (known !== undefined) return known;
    const value = find(logger, own, below) ?? byDefault;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(logger, value);
    return value;
  };
}

function find<Value>(logger: string, own: Map<string, Value>, below: Map<string, Value>): Value | undefined {
  const exact = own.get(logger);
  if (exact !== undefined) return exact;
  for (let end = logger.lastIndexOf('.'); end > 0; end = logger.lastIndexOf('.', end - 1)) {
    const parent = logger.slice(0, end);
    const value = below.get(parent) ?? own.get(parent);
    if (value !== undefined) return value;
  }
  return undefined;
}
