import { knownSeverity } from './known-severity.ts';

/** Logger names are few in any sane program; where they are not, the answers are found again. */
const MAX_REMEMBERED = 1000;

/** Compiles lowest levels by logger name into a function from a name to the lowest severity; 0 where nothing matches. */
export function minimumByLogger(levels: Readonly<Record<string, string>>): (logger: unknown) => number {
  const own = new Map<string, number>();
  const below = new Map<string, number>();
  let byDefault = 0;
  for (const [name, word] of Object.entries(levels)) {
    const least = knownSeverity(word);
    if (name === 'default' || name === '*' || name === '') byDefault = least;
    else if (name.endsWith('.*')) below.set(name.slice(0, -2), least);
    else own.set(name, least);
  }
  const remembered = new Map<string, number>();
  return (logger) => {
    if (typeof logger !== 'string') return byDefault;
    const known = remembered.get(logger);
    if (known !== undefined) return known;
    const least = find(logger, own, below) ?? byDefault;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(logger, least);
    return least;
  };
}

function find(logger: string, own: Map<string, number>, below: Map<string, number>): number | undefined {
  const exact = own.get(logger);
  if (exact !== undefined) return exact;
  for (let end = logger.lastIndexOf('.'); end > 0; end = logger.lastIndexOf('.', end - 1)) {
    const parent = logger.slice(0, end);
    const least = below.get(parent) ?? own.get(parent);
    if (least !== undefined) return least;
  }
  return undefined;
}
