import type { SeverityNumber } from '@tailrace/core';

/** Puts colour around text. */
export type Paint = (text: string) => string;

/** What is painted how. */
export interface Palette {
  readonly dim: Paint;
  readonly bold: Paint;
  readonly name: Paint;
  readonly key: Paint;
  readonly failure: Paint;
  level(severity: SeverityNumber): Paint;
}

const plain: Paint = (text) => text;

function sgr(open: number | string, close: number): Paint {
  return (text) => `\u001b[${open}m${text}\u001b[${close}m`;
}

const dim = sgr(2, 22);
const red = sgr(31, 39);
const bold = sgr(1, 22);
const magenta = sgr(35, 39);

/** The sixteen colours that every terminal has and people have set to their liking. */
export const COLOURED: Palette = {
  dim,
  bold,
  name: sgr(36, 39),
  key: sgr(34, 39),
  failure: red,
  level(severity) {
    if (severity >= 21) return (text) => bold(magenta(text));
    if (severity >= 17) return red;
    if (severity >= 13) return sgr(33, 39);
    if (severity >= 9) return sgr(32, 39);
    return severity >= 5 ? sgr(34, 39) : dim;
  },
};

/** Colours that can be read on a light background too, where yellow, cyan and plain green cannot. */
export const COLOURED_LIGHT: Palette = {
  ...COLOURED,
  name: sgr('38;5;24', 39),
  level(severity) {
    if (severity >= 13 && severity < 17) return sgr('38;5;130', 39);
    if (severity >= 9 && severity < 13) return sgr('38;5;28', 39);
    return COLOURED.level(severity);
  },
};

/** No colours at all. */
export const PLAIN: Palette = { dim: plain, bold: plain, name: plain, key: plain, failure: plain, level: () => plain };

/** Whether to colour what goes to stdout: `NO_COLOR` and `FORCE_COLOR` decide, else whether it is a terminal. */
export function wantsColour(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}
