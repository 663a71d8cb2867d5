/** One line of logfmt; text that is not one plain word stands in quotes, and nothing at all for what is not there. */
export function logfmtLine(pairs: readonly (readonly [name: string, value: unknown])[]): string {
  return pairs
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name.replace(/[\s="]/g, '_')}=${logfmtValue(value)}`)
    .join(' ');
}

function logfmtValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[^\s="\\\p{Cc}]+$/u.test(text) ? text : JSON.stringify(text);
}
