/**
 * Answers a text as it is compared where case is ignored: each character by its own lower case (Unicode's simple
 * mapping), whatever stands around it, so that SQL's `lower` answers the same.
 *
 * Two characters differ from JavaScript's `toLowerCase`: `Σ` is `σ` also at a word's end, and `İ` is `i`.
 */
export function foldCase(text: string): string {
  if (text.includes('\u03a3') || text.includes('\u0130')) {
    return text.replaceAll('\u03a3', '\u03c3').replaceAll('\u0130', 'i').toLowerCase();
  }
  return text.toLowerCase();
}
