import { TailraceError } from '@tailrace/core';

/** All layers at one property, the lowest first; those that were taken off and could not go are among them. */
const layersAt = new WeakMap<object, Map<PropertyKey, Layer<unknown>[]>>();

/**
 * A value of ours in place of another at a property, which can be taken off again.
 *
 * Layers know each other: one that is taken off while others of ours lie on it goes without a trace. One that somebody
 * else has wrapped stays, inactive, until it is on top.
 */
export class Layer<T> {
  readonly owner: object;
  readonly key: PropertyKey;
  /** What stood there before; what its holder passes things on to. */
  below: T;
  /** Ours. */
  readonly value: T;
  isActive = true;
  /** What the owner itself had before; undefined where it inherited. */
  #before: PropertyDescriptor | undefined;

  private constructor(owner: object, key: PropertyKey, make: (layer: Layer<T>) => T) {
    this.owner = owner;
    this.key = key;
    this.#before = Object.getOwnPropertyDescriptor(owner, key);
    this.below = (owner as Record<PropertyKey, T>)[key] as T;
    this.value = make(this);
  }

  /**
   * Lays a value over what is at a property.
   *
   * @throws TailraceError `TAILRACE_BAD_OPTION` where the property cannot be changed: a frozen console, for example.
   */
  static lay<T>(owner: object, key: PropertyKey, make: (layer: Layer<T>) => T): Layer<T> {
    const layer = new Layer<T>(owner, key, make);
    const enumerable = layer.#before?.enumerable ?? true;
    const isLaid = Reflect.defineProperty(owner, key, {
      value: layer.value,
      enumerable,
      writable: true,
      configurable: true,
    });
    if (!isLaid) {
      throw new TailraceError('TAILRACE_BAD_OPTION', `'${String(key)}' cannot be taken over: it cannot be changed.`);
    }
    const byKey = layersAt.get(owner) ?? new Map<PropertyKey, Layer<unknown>[]>();
    layersAt.set(owner, byKey);
    byKey.set(key, [...(byKey.get(key) ?? []), layer]);
    return layer;
  }

  /** Takes the value off. */
  undo(): void {
    if (!this.isActive) return;
    this.isActive = false;
    if (this.settle()) return;
    const above = this.#all().find((other) => other.below === this.value);
    if (above === undefined) return;
    above.below = this.below;
    above.#before = this.#before;
    this.#forget();
  }

  /** Goes where it was taken off while something lay on it, and that is gone; true where it went. */
  settle(): boolean {
    if (this.isActive || (this.owner as Record<PropertyKey, unknown>)[this.key] !== this.value) return false;
    if (this.#before === undefined) Reflect.deleteProperty(this.owner, this.key);
    else Reflect.defineProperty(this.owner, this.key, this.#before);
    this.#forget();
    // What comes to light may be a layer that could not go before.
    for (const other of this.#all()) if (other.settle()) break;
    return true;
  }

  #all(): Layer<unknown>[] {
    return layersAt.get(this.owner)?.get(this.key) ?? [];
  }

  #forget(): void {
    const rest = this.#all().filter((other) => other !== this);
    const byKey = layersAt.get(this.owner);
    if (rest.length > 0) byKey?.set(this.key, rest);
    else byKey?.delete(this.key);
  }
}

/** Any function. */
export type AnyFunction = (this: unknown, ...parameters: unknown[]) => unknown;

/**
 * Lays a function over a method. It is called instead, with the layer, whose `below` is the method; once the layer is
 * taken off, the method is called as if nothing had been.
 */
export function layMethod(
  owner: object,
  key: PropertyKey,
  instead: (layer: Layer<AnyFunction>, self: unknown, parameters: unknown[]) => unknown,
): Layer<AnyFunction> {
  return Layer.lay<AnyFunction>(owner, key, (layer) => {
    const method = function method(this: unknown, ...parameters: unknown[]): unknown {
      if (layer.isActive) return instead(layer, this, parameters);
      layer.settle();
      return layer.below.apply(this, parameters);
    };
    const { name, length } = layer.below;
    return Object.defineProperties(method, {
      name: { value: name, configurable: true },
      length: { value: length, configurable: true },
    });
  });
}
