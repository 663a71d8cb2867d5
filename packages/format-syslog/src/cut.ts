import type { Element, Parameter } from './structured-data.ts';

/** A message in its parts, before it is known to fit. */
export interface Parts {
  /** Up to and with the message id. */
  readonly header: string;
  /** The first takes the note of what was left out. */
  readonly elements: readonly Element[];
  readonly message: string;
}

/** The parts with the parameters that are to be written. */
interface Draft {
  readonly header: string;
  readonly data: readonly (readonly [element: Element, parameters: readonly Parameter[]])[];
  readonly message: string;
}

/** Shares of the bound to which texts are cut, one after another, until the whole fits. */
const SHARES = [2, 4, 8, 16, 32];
/** Below this a text says nothing any more. */
const LEAST_TEXT_BYTES = 48;
/** What the note of what was left out may take, with the brackets of an element. */
const NOTE_BYTES = 64;

/**
 * Joins the parts. Where they take more bytes than that, the longest texts are cut and marked; where that is not
 * enough, the last parameters are left out and counted.
 */
export function fitted({ header, elements, message }: Parts, maxBytes: number): string {
  const draft = { header, data: elements.map((element) => [element, element.parameters] as const), message };
  const whole = written(draft);
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  for (const share of SHARES) {
    const text = written(shortened(draft, Math.max(LEAST_TEXT_BYTES, Math.floor(maxBytes / share))));
    if (Buffer.byteLength(text) <= maxBytes) return text;
  }
  return written(leftOut(shortened(draft, LEAST_TEXT_BYTES), maxBytes));
}

function written({ header, data, message }: Draft): string {
  const text = data.map(([element, parameters]) => element.write(parameters)).join('');
  return `${header} ${text === '' ? '-' : text}${message === '' ? '' : ` ${message}`}`;
}

function shortened({ header, data, message }: Draft, maxTextBytes: number): Draft {
  const short = data.map(
    ([element, parameters]) =>
      [element, parameters.map(([name, value]) => [name, shortText(value, maxTextBytes)] as const)] as const,
  );
  return { header, data: short, message: shortText(message, maxTextBytes) };
}

/** Keeps the parameters from the first on that fit, and says in the first element how many did not. */
function leftOut({ header, data, message }: Draft, maxBytes: number): Draft {
  let room = maxBytes - Buffer.byteLength(header) - Buffer.byteLength(message) - NOTE_BYTES;
  let count = 0;
  const kept = data.map(([element, parameters]) => {
    const fitting: Parameter[] = [];
    for (const parameter of parameters) {
      // The brackets of the element count with each of its parameters: too much, never too little.
      const bytes = Buffer.byteLength(element.write([parameter]));
      if (count > 0 || bytes > room) {
        count += 1;
      } else {
        fitting.push(parameter);
        room -= bytes;
      }
    }
    return [element, fitting] as const;
  });
  kept[0]?.[1].push(['left_out', String(count)]);
  return { header, data: kept, message };
}

/** What ends in a mark already keeps it, so that the marks together say how much is missing. */
const MARK = /…\[cut [^\]]{1,20}\]$/;

function shortText(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const size = Buffer.byteLength(text);
  if (size <= maxBytes) return text;
  const mark = MARK.exec(text)?.[0] ?? '';
  // No character takes less than a byte, so what lies beyond need not be encoded.
  const bytes = Buffer.from(text.slice(0, maxBytes + 1));
  let end = maxBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${bytes.toString('utf8', 0, end)}…[cut ${size - end - Buffer.byteLength(mark)} B]${mark}`;
}
