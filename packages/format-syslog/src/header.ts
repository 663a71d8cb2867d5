/** What an absent field of the header is (NILVALUE). */
export const NIL = '-';

/** The most characters that RFC 5424 §6 grants the fields of the header. */
const MAX_LENGTH = { hostname: 255, appName: 48, processId: 128, messageId: 32 } as const;

const NOT_PRINTABLE = /[^\u0021-\u007e]/gu;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Makes a field of the header of a text: printable ASCII without blanks, of the length that the field may have; other
 * characters become `_`. What is empty or absent is `-`.
 */
export function headerField(field: keyof typeof MAX_LENGTH, text: string | undefined): string {
  if (text === undefined || text === '') return NIL;
  return text.replace(NOT_PRINTABLE, '_').slice(0, MAX_LENGTH[field]);
}

/** The time of a record on the wire; `-` where it has none, or a year that RFC 5424 cannot say. */
export function headerTime(time: unknown): string {
  return typeof time === 'string' && TIMESTAMP.test(time) ? time : NIL;
}
