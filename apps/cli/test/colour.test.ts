import { describe, expect, it } from 'vitest';
import { wantsColour } from '../src/terminal/colour.ts';

describe('colour', () => {
  it('is decided by the option, then NO_COLOR, then what forces it, then CLICOLOR, then the terminal', () => {
    expect(wantsColour('always', { NO_COLOR: '1' }, false)).toBe(true);
    expect(wantsColour('never', { FORCE_COLOR: '1' }, true)).toBe(false);
    expect(wantsColour('auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false);
    expect(wantsColour('auto', { FORCE_COLOR: '1', CLICOLOR: '0' }, false)).toBe(true);
    expect(wantsColour('auto', { CLICOLOR_FORCE: '1' }, false)).toBe(true);
    expect(wantsColour('auto', { CLICOLOR: '0' }, true)).toBe(false);
    expect(wantsColour('auto', { TERM: 'dumb' }, true)).toBe(false);
    expect(wantsColour('auto', {}, true)).toBe(true);
  });
});
