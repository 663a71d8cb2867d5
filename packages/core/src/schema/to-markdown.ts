import type { RecordSchema } from './define-record.ts';
import type { Field, Fields } from './field.ts';

/** Makes the docs table of a schema in Markdown: a row for every field, nested ones with their path. */
export function toMarkdownTable(schema: { readonly fields: Fields } & Partial<RecordSchema>): string {
  const rows = rowsOf(schema.fields, '');
  return ['| field | type | | what it holds |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function rowsOf(fields: Fields, path: string): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const own = `| \`${path}${name}\` | ${typeText(field)} | ${presence(field)} | ${cell(detail(field))} |`;
    return field.type === 'object' ? [own, ...rowsOf(field.fields, `${path}${name}.`)] : [own];
  });
}

function typeText(field: Field): string {
  return field.type === 'list' ? `list of ${typeText(field.items)}` : field.type;
}

function presence(field: Field): string {
  const words = [field.optional === true ? '' : 'required', field.nullable === true ? 'null if not known' : ''];
  return words.filter((word) => word !== '').join(', ');
}

function detail(field: Field): string {
  const parts = [field.description];
  if (field.unit !== undefined) parts.push(`In ${field.unit}.`);
  if (field.type === 'keyword' && field.oneOf !== undefined)
    parts.push(`One of ${field.oneOf.map((word) => `\`${word}\``).join(', ')}.`);
  if (field.type === 'number' || field.type === 'integer') {
    const { min, max } = field;
    if (min !== undefined && max !== undefined) parts.push(`From ${min} to ${max}.`);
    else if (min !== undefined) parts.push(`From ${min}.`);
    else if (max !== undefined) parts.push(`To ${max}.`);
  }
  if (field.aliases !== undefined)
    parts.push(`Also read as ${field.aliases.map((alias) => `\`${alias}\``).join(', ')}.`);
  return parts.join(' ');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
