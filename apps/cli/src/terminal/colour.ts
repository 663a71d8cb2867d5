/** Whether colour is wanted on a stream: `--color`, then `NO_COLOR`, then `FORCE_COLOR`, then whether it is a terminal. */
export function wantsColour(
  setting: 'auto' | 'always' | 'never',
  environment: NodeJS.ProcessEnv,
  isTerminal: boolean,
): boolean {
  if (setting !== 'auto') return setting === 'always';
  if (environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && environment['TERM'] !== 'dumb';
}

/** A mark put around text. */
type Mark = (text: string) => string;

export interface Palette {
  readonly bold: Mark;
  readonly faint: Mark;
  readonly red: Mark;
  readonly yellow: Mark;
}

/** Marks for text; without colour they leave it alone. */
export function palette(colour: boolean): Palette {
  const mark =
    (on: number, off: number) =>
    (text: string): string =>
      colour ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: mark(1, 22),
    faint: mark(2, 22),
    red: mark(31, 39),
    yellow: mark(33, 39),
  };
}
