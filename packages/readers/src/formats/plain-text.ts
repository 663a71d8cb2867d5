import type { LineFormat } from '../format.ts';

/** The last resort: each line is a message. */
export const plainText: LineFormat = {
  name: 'text',
  title: 'Plain text',
  example: 'something happened',
  certainty: 'last',
  continues: false,
  parse: (line) => ({ message: line.trimEnd() }),
};
