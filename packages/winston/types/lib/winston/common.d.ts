/** Makes what throws the sentences for what Winston 3 removed. */
export const warn: {
  deprecated(name: string): () => never;
  useFormat(name: string): () => never;
  forFunctions(target: object, kind: 'deprecated' | 'useFormat', names: readonly string[]): void;
  forProperties(target: object, kind: 'deprecated' | 'useFormat', names: readonly string[]): void;
};
