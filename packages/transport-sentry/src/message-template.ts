/** What differs from one message to the next of the same origin, and the word that takes its place; in this order. */
const VARIABLES: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, '<url>'],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, '<email>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g, '<time>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '<address>'],
  [/"[^"\n]*"|'[^'\n]*'(?!\w)|`[^`\n]*`/g, '<text>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  // Hexadecimal ids hold a digit; words such as "facade" do not.
  [/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '<hex>'],
  // Ids of mixed letters and digits, such as cus_9s6XKzkNRiz8i3 or req-17.
  [/\b[a-z]+[_-](?=[a-z]*\d)[a-z0-9]+\b/gi, '<id>'],
  [/[+-]?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?/gi, '<number>'],
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
  for (const [variable, word] of VARIABLES) template = template.replace(variable, word);
  return template;
}
