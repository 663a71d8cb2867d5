/** A message as the grammar of RFC 5424 §6 reads it, and nothing but the grammar. */
export interface Rfc5424Message {
  readonly priority: number;
  readonly timestamp: string;
  readonly hostname: string;
  readonly appName: string;
  readonly processId: string;
  readonly messageId: string;
  /** Element → parameter → value. */
  readonly data: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly message: string;
}

const PRINTABLE = String.raw`[\u0021-\u007e]`;
const TIME = String.raw`-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)`;
const HEADER = new RegExp(
  String.raw`^<(0|[1-9]\d{0,2})>1 (${TIME}) (${PRINTABLE}{1,255}) (${PRINTABLE}{1,48}) (${PRINTABLE}{1,128}) (${PRINTABLE}{1,32}) `,
);
const NAME = String.raw`[\u0021\u0023-\u003c\u003e-\u005c\u005e-\u007e]{1,32}`;
const PARAMETER = String.raw` (${NAME})="((?:[^"\\\]]|\\["\\\]])*)"`;
const ELEMENT = new RegExp(String.raw`\[(${NAME})((?:${PARAMETER})*)\]`, 'y');

/** Reads a message by the letter; throws for whatever the grammar does not allow. */
export function parseRfc5424(text: string): Rfc5424Message {
  const header = HEADER.exec(text);
  if (header === null) throw new Error(`no header: ${text.slice(0, 200)}`);
  const [whole, priority, timestamp = '', hostname = '', appName = '', processId = '', messageId = ''] = header;
  if (Number(priority) > 191) throw new Error(`priority ${priority}`);
  const data: Record<string, Record<string, string>> = Object.create(null) as Record<string, Record<string, string>>;
  let index = whole.length;
  if (text[index] === '-') index += 1;
  else index = readElements(text, index, data);
  const rest = text.slice(index);
  if (rest !== '' && !rest.startsWith(' ')) throw new Error(`after the structured data: ${rest.slice(0, 80)}`);
  return {
    priority: Number(priority),
    timestamp,
    hostname,
    appName,
    processId,
    messageId,
    data,
    message: rest.slice(1),
  };
}

function readElements(text: string, start: number, data: Record<string, Record<string, string>>): number {
  let index = start;
  for (;;) {
    ELEMENT.lastIndex = index;
    const element = ELEMENT.exec(text);
    if (element === null) break;
    const [, id = '', parameters = ''] = element;
    if (data[id] !== undefined) throw new Error(`element ${id} comes twice`);
    const values: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const [, name = '', value = ''] of parameters.matchAll(new RegExp(PARAMETER, 'g'))) {
      if (values[name] !== undefined) throw new Error(`parameter ${name} comes twice`);
      values[name] = value.replace(/\\(["\\\]])/g, '$1');
    }
    data[id] = values;
    index = ELEMENT.lastIndex;
  }
  if (index === start) throw new Error(`no structured data: ${text.slice(start, start + 80)}`);
  return index;
}
