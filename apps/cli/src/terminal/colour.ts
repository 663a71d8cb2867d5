/**
 * Whether colour is wanted on a stream: `--color`, then `NO_COLOR`, then `FORCE_COLOR` and `CLICOLOR_FORCE`, then
 * `CLICOLOR`, then whether it is a terminal.
 */
export function wantsColour(
  setting: 'auto' | 'always' | 'never',
  environment: NodeJS.ProcessEnv,
  isTerminal: boolean,
): boolean {
  if (setting !== 'auto') return setting === 'always';
  if (environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '') return false;
  const forced = environment['FORCE_COLOR'] || environment['CLICOLOR_FORCE'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (environment['CLICOLOR'] === '0') return false;
  return isTerminal && environment['TERM'] !== 'dumb';
}

/** A mark put around text. */
type Mark = (text: string) => string;

export interface Palette {
  readonly bold: Mark;
  readonly faint: Mark;
  readonly red: Mark;
  readonly yellow: Mark;
  /** What was searched for. It swaps the colours that are there, so that no theme hides it, and gives them back. */
  readonly found: Mark;
}

/** Marks for text; without colour they leave it alone. */
export function palette(colour: boolean, theme: 'dark' | 'light' = 'dark'): Palette {
  const mark =
    (on: number | string, off: number) =>
    (text: string): string =>
      colour ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: mark(1, 22),
    faint: mark(2, 22),
    red: mark(31, 39),
    yellow: mark(theme === 'light' ? '38;5;130' : 33, 39),
    found: mark(7, 27),
  };
}
