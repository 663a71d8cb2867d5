/** What differs from one message to the next of the same origin, and the word that takes its place. */
interface Variable {
  readonly pattern: RegExp;
  readonly word: string;
  /** What has to be in a message for it to be looked for: to go through all of them for each log would take 3 µs. */
  readonly needs: RegExp;
}

/** In this order. */
const VARIABLES: readonly Variable[] = [
  { pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, word: '<url>', needs: /:\/\// },
  { pattern: /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, word: '<email>', needs: /@/ },
  {
    pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
    word: '<uuid>',
    needs: /-[0-9a-fA-F]{4}-/,
  },
  {
    pattern: /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g,
    word: '<time>',
    needs: /\d-\d/,
  },
  { pattern: /\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, word: '<address>', needs: /\.\d{1,3}\./ },
  { pattern: /"[^"\n]*"|'[^'\n]*'(?!\w)|`[^`\n]*`/g, word: '<text>', needs: /["'`]/ },
  { pattern: /\b0x[0-9a-f]+\b/gi, word: '<hex>', needs: /0[xX]/ },
  // Hexadecimal ids hold a digit; words such as "facade" do not.
  { pattern: /\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, word: '<hex>', needs: /[0-9a-fA-F]{8}/ },
  // Ids of mixed letters and digits, such as cus_9s6XKzkNRiz8i3 or req-17.
  { pattern: /\b[a-z]+[_-](?=[a-z]*\d)[a-z0-9]+\b/gi, word: '<id>', needs: /[_-]/ },
  { pattern: /[+-]?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?/gi, word: '<number>', needs: /\d/ },
];

/** Longer messages say nothing more about where they come from. */
const MAX_LENGTH = 500;

/**
 * What a message was before its values were put in, as far as the text shows it: numbers, ids, times, addresses and
 * quoted text are masked.
 *
 * @example
 * messageTemplate('Order 17 of ann@example.com failed') // 'Order <number> of <email> failed'
 */
export function messageTemplate(message: string): string {
  let template = message.slice(0, MAX_LENGTH);
  for (const { pattern, word, needs } of VARIABLES)
    if (needs.test(template)) template = template.replace(pattern, word);
  return template;
}
