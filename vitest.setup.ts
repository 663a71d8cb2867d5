import * as fc from 'fast-check';

/**
 * Properties draw the same cases in every run, so that a red test is red for everyone; `TAILRACE_SEED` (a number, or
 * `random`) draws others.
 */
const asked = process.env['TAILRACE_SEED'];
const seed = asked === 'random' ? Math.trunc(Math.random() * 0x7fff_ffff) : Number(asked ?? 20_260_101);
fc.configureGlobal({ seed });
