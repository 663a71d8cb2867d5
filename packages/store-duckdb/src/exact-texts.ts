/**
 * Keeps a byte-order mark at the beginning of a text: DuckDB's binding decodes texts with a decoder that takes it away,
 * and a log has it where somebody wrote it. To be imported before the binding, in the processes of our own.
 */
class ExactTextDecoder extends TextDecoder {
  constructor(label?: string, options?: ConstructorParameters<typeof TextDecoder>[1]) {
    super(label, { ...options, ignoreBOM: true });
  }
}

globalThis.TextDecoder = ExactTextDecoder;
