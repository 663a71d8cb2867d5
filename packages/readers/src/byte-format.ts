import type { BytesToText } from './bytes-to-text.ts';
import { LineDecoder } from './line-decoder.ts';

/** A form of records that is not text, and what makes lines of it. */
export interface ByteFormat {
  readonly name: string;
  /** Whether a source of these first bytes, four at the least where it has so many, is in this form. */
  begins(head: Uint8Array): boolean;
  /** Makes what reads one source. */
  decoder(): BytesToText;
}

/** Makes what reads a source of such a beginning: one of the forms, UTF-16 by its mark, else
 * UTF-8, and Windows-1252 for lines that are none. What is held for a line's end comes with a last `decode()`. */
export function decoderFor(head: Uint8Array, forms: readonly ByteFormat[] = []): BytesToText {
  const form = forms.find((one) => one.begins(head));
  if (form !== undefined) return form.decoder();
  const encoding = encodingOf(head);
  return encoding === undefined ? new LineDecoder() : new TextDecoder(encoding, { ignoreBOM: true });
}

function encodingOf(head: Uint8Array): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
}
