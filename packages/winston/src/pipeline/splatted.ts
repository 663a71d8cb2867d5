import { format } from 'logform';
import { PLACES } from '../logger/places.ts';
import type { Format, Info } from '../logger/transport.ts';

const SPLAT = Symbol.for('splat');

const splat = format.splat() as unknown as Format;

/**
 * A copy of an info with its splat worked in, as `format.splat()` does it later: what is filled into the message or laid
 * over the info only then would go past a filter that redacts. The info itself where there is nothing to work in.
 */
export function splatted(info: Info): Info {
  try {
    const given = info[SPLAT] ?? info['splat'];
    if (!Array.isArray(given) || given.length === 0) return info;
    const { message } = info;
    if (given.length === 1 && !(typeof message === 'string' && PLACES.test(message))) return info;
    const copy = { ...info, [SPLAT]: [...(given as unknown[])] };
    return splat.transform(copy, splat.options) as Info;
  } catch {
    // Nor will the format be able to.
    return info;
  }
}
