/** What makes text of bytes as they come; `TextDecoder` is one. */
export interface BytesToText {
  decode(chunk?: Uint8Array, options?: { readonly stream?: boolean }): string;
}
