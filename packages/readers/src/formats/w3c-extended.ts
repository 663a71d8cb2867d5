import type { LineFormat, ParsedLine } from '../format.ts';
import { levelOfStatus } from '../level-words.ts';
import { plainValue } from '../pattern-format.ts';
import { parseIsoTime } from '../time/iso-time.ts';

const NAME = 'w3c';

/** The W3C extended log format of IIS and others: a header names the columns. Its times are UTC by its definition. */
export const w3cExtended: LineFormat = {
  name: NAME,
  title: 'W3C extended (IIS)',
  example: '#Fields: date time cs-method cs-uri-stem sc-status',
  certainty: 'exact',
  continues: false,
  parse(line, context) {
    if (line.startsWith('#')) {
      const directive = /^#(Software|Version|Date|Fields|Start-Date|End-Date|Remark): ?(.*)$/s.exec(line);
      if (directive === null) return undefined;
      if (directive[1] === 'Fields') context.memory.set(NAME, (directive[2] ?? '').trim().split(/\s+/));
      return { message: line, ...levelOfStatus(200) };
    }
    const columns = context.memory.get(NAME) as readonly string[] | undefined;
    if (columns === undefined) return undefined;
    const values = line.trimEnd().split(' ');
    if (values.length !== columns.length) return undefined;
    const attributes: Record<string, unknown> = {};
    for (const [index, column] of columns.entries()) {
      const value = values[index] ?? '-';
      if (value !== '-' && column !== 'date' && column !== 'time') attributes[column] = plainValue(value);
    }
    const status = Number(attributes['sc-status'] ?? 200);
    const parsed: ParsedLine = {
      message: [attributes['cs-method'], attributes['cs-uri-stem'], attributes['sc-status']].join(' ').trim() || line,
      ...levelOfStatus(status),
      attributes,
    };
    const timestamp = parseIsoTime(
      `${values[columns.indexOf('date')]} ${values[columns.indexOf('time')]}Z`,
      context.wall,
    );
    if (!Number.isNaN(timestamp)) parsed.timestamp = timestamp;
    return parsed;
  },
};
