/** Sets an own property whatever its name: `__proto__` becomes data and never a prototype. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    (target as Record<string, unknown>)[key] = value;
  }
}

/** Reads a property of an object that may have throwing getters or be a revoked proxy; `undefined` where it throws. */
export function read(holder: object, key: PropertyKey): unknown {
  try {
    return (holder as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** Answers the own enumerable names of an object, none where asking for them throws. */
export function ownKeys(holder: object): string[] {
  try {
    return Object.keys(holder);
  } catch {
    return [];
  }
}
