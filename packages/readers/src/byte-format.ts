/** What makes text of bytes as they come; `TextDecoder` is one. */
export interface BytesToText {
  decode(chunk?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

/** A form of records that is not text, and what makes lines of it. */
export interface ByteFormat {
  readonly name: string;
  /** Whether a source of these first bytes, four at the least where it has so many, is in this form. */
  begins(head: Uint8Array): boolean;
  /** Makes what reads one source. */
  decoder(): BytesToText;
}

/** Makes what reads a source of such a beginning: one of the forms, else UTF-8 or, by its mark, UTF-16. */
export function decoderFor(head: Uint8Array, forms: readonly ByteFormat[] = []): BytesToText {
  const form = forms.find((one) => one.begins(head));
  return form === undefined ? new TextDecoder(encodingOf(head), { ignoreBOM: true }) : form.decoder();
}

function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';
}
