/** Whether a folder with these names in it is a store's. */
export function isStore(names: readonly string[]): boolean {
  return names.some((name) => name === 'hot' || name === 'seg' || name === 'catalog.json');
}
