// What checking a record costs on the ingest path: the decoder of @tailrace/core, whose checks are closures compiled
// from the declared fields, beside TypeBox (interpreted, and compiled by generating code) and zod, which only check.
//   node schema-check.mjs [RECORDS] [RUNS]
import { Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Value } from '@sinclair/typebox/value';
import { decodeRecord, encodeRecord, fromWire, logSchema } from '@tailrace/core';
import { z } from 'zod';
import { lines as generated } from './generator.mjs';
import { machine, median, writeResult } from './report.mjs';

const count = Number(process.argv[2] ?? 20_000);
const runs = Number(process.argv[3] ?? 7);
const lines = [...generated({ count })];
const parsed = lines.map((line) => JSON.parse(line));
const records = parsed.map((wire) => fromWire(wire).record);

const typebox = Type.Object(
  Object.fromEntries(
    Object.entries(logSchema.fields).map(([name, field]) => {
      const type = typeboxOf(field);
      return [name, field.optional ? Type.Optional(type) : type];
    }),
  ),
);
const compiled = TypeCompiler.Compile(typebox);
const zodSchema = z.looseObject(
  Object.fromEntries(
    Object.entries(logSchema.fields).map(([name, field]) => {
      const type = zodOf(field);
      return [name, field.optional ? type.optional() : type];
    }),
  ),
);

/** @type {[string, () => number][]} */
const contestants = [
  ['JSON.parse alone', () => each(lines, (line) => JSON.parse(line).severity)],
  ['our check (closures)', () => each(parsed, (wire) => (logSchema.check(wire) === undefined ? 1 : fail(wire)))],
  [
    'our decoder without JSON.parse: check, convert, fill in',
    () => each(parsed, (wire) => fromWire(wire).record.severity),
  ],
  ['our decoder, the line included', () => each(lines, (line) => decodeRecord(line).record.severity)],
  ['TypeBox, compiled (generates code)', () => each(parsed, (wire) => (compiled.Check(wire) ? 1 : fail(wire)))],
  ['TypeBox, interpreted', () => each(parsed, (wire) => (Value.Check(typebox, wire) ? 1 : fail(wire)))],
  ['zod, safeParse', () => each(parsed, (wire) => (zodSchema.safeParse(wire).success ? 1 : fail(wire)))],
  ['JSON.stringify of the record', () => each(records, (record) => JSON.stringify(record).length)],
  ['encodeRecord', () => each(records, (record) => encodeRecord(record).length)],
];

const nanos = new Map(contestants.map(([name]) => [name, []]));
for (const [, run] of contestants) run();
for (let round = 0; round < runs; round += 1) {
  for (const [name, run] of contestants) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    nanos.get(name).push(((user + system) * 1000) / count);
  }
}

const base = median(nanos.get('JSON.parse alone'));
const names = [...nanos.keys()];
const rows = names.map((name) => {
  const cost = median(nanos.get(name));
  return `| ${name} | ${Math.round(cost)} | ${(cost / base).toFixed(2)} | ${Math.round(1e9 / cost).toLocaleString('en')} |`;
});
const bytes = Math.round(lines.reduce((sum, line) => sum + line.length, 0) / count);
const beyond = median(nanos.get('our decoder, the line included')) - base;
const checks = names.filter((name) => /check|TypeBox|zod/.test(name) && !name.includes('decoder'));
const fastest = checks.toSorted((a, b) => median(nanos.get(a)) - median(nanos.get(b)))[0];
await writeResult(
  'schema-check',
  `# Checking records on the ingest path

${count.toLocaleString('en')} records of ${bytes} bytes on average; medians of ${runs} interleaved runs, nanoseconds of processor a record.

| | ns | against JSON.parse | records/s |
| --- | --- | --- | --- |
${rows.join('\n')}

Beyond JSON.parse our decoder takes ${Math.round(beyond)} ns a record: ${Math.round(1e9 / beyond).toLocaleString('en')} records/s.

Of the checks alone, the fastest is "${fastest}". The decoder keeps closures all the same: a check is a small part of
reading a record (its time, ids and levels are read in the same pass over the keys that are there, with words that name
the field), and code generated from text is refused by a process started with
\`--disallow-code-generation-from-strings\`, and by many security policies. zod alone costs more than all of it.

${machine()}
`,
);

function each(items, work) {
  let sum = 0;
  for (const item of items) sum += work(item);
  return sum;
}

function fail(wire) {
  throw new Error(`refused ${JSON.stringify(wire)}`);
}

function typeboxOf(field) {
  switch (field.type) {
    case 'integer':
      return Type.Integer({ minimum: field.min, maximum: field.max });
    case 'number':
      return Type.Number({ minimum: field.min });
    case 'map':
      return Type.Object({});
    case 'exception':
      return Type.Recursive((This) =>
        Type.Object({
          name: Type.String(),
          message: Type.String(),
          stack: Type.Optional(Type.String()),
          code: Type.Optional(Type.String()),
          cause: Type.Optional(This),
          errors: Type.Optional(Type.Array(This)),
          attributes: Type.Optional(Type.Object({})),
        }),
      );
    case 'time':
      return Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });
    default:
      return Type.String({ minLength: field.minLength, maxLength: field.maxLength });
  }
}

function zodOf(field) {
  switch (field.type) {
    case 'integer':
      return z
        .int()
        .min(field.min)
        .max(field.max ?? Number.MAX_SAFE_INTEGER);
    case 'number':
      return z.number().min(field.min);
    case 'map':
      return z.looseObject({});
    case 'exception': {
      const error = z.object({
        name: z.string(),
        message: z.string(),
        stack: z.string().optional(),
        code: z.string().optional(),
        get cause() {
          return error.optional();
        },
        get errors() {
          return z.array(error).optional();
        },
        attributes: z.looseObject({}).optional(),
      });
      return error;
    }
    case 'time':
      return z.iso.datetime({ precision: 3 });
    default:
      return z
        .string()
        .min(field.minLength ?? 0)
        .max(field.maxLength ?? Number.MAX_SAFE_INTEGER);
  }
}
