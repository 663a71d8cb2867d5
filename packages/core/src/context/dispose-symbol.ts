// Runtimes and test environments without explicit resource management lack the symbol that compiled `using` asks for.
if (typeof Symbol.dispose !== 'symbol') {
  Object.defineProperty(Symbol, 'dispose', { value: Symbol('Symbol.dispose') });
}

/** The symbol under which `using` finds what to call at the end of a block. */
export const disposeSymbol: typeof Symbol.dispose = Symbol.dispose;
