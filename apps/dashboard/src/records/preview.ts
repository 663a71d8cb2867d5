import type { WireRecord } from '../api/types.ts';

const LENGTH = 240;

/** What stands behind the message on a record's line: the error, then short attributes. */
export function previewOf(record: WireRecord): string {
  const parts: string[] = [];
  if (record.exception !== undefined && !record.message.includes(record.exception.message)) {
    parts.push(`${record.exception.name}: ${record.exception.message}`);
  }
  let length = 0;
  for (const [name, value] of Object.entries(record.attributes ?? {})) {
    if (length > LENGTH) break;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (text === undefined || text.length > 60) continue;
    const part = `${name}=${text}`;
    length += part.length;
    parts.push(part);
  }
  return parts.join('  ').slice(0, LENGTH * 2);
}
