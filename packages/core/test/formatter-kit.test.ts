import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord, type Formatter, type LogRecord } from '../src/index.ts';
import { awkwardRecords, contractKit, formatterKit, plainRecord } from '../src/testing/index.ts';

const good: Formatter = {
  name: 'wire',
  contentType: 'application/x-ndjson',
  format: (record) => encodeRecord(record, { maxBytes: 100_000 }),
};

function readBack(entry: string | Uint8Array): LogRecord {
  const answer = decodeRecord(entry.toString());
  if (!answer.ok) throw new Error(answer.message);
  return answer.record;
}

formatterKit({ name: 'wire', create: () => good, readBack }).register({ describe, it });

const ONE_ENTRY = 'makes exactly one entry of a plain record';
const ALWAYS = 'never throws and always answers an entry, whatever is in a record';
const SOMETHING = 'says more than nothing about every record';
const UNCHANGED = 'leaves every record as it was';
const PURE = 'answers the same for the same record, however often it is asked';
const ONE_LINE = 'keeps every record on one line';
const INDENTED = 'indents every line after the first';
const INERT = 'lets nothing through that terminals or line readers act on';
const EQUAL = 'reads back equal';

interface Wrong {
  readonly name: string;
  readonly format: (record: LogRecord) => unknown;
  /** Made for every check, for formatters with state. */
  readonly create?: () => (record: LogRecord) => unknown;
  readonly text?: boolean | 'indented';
  readonly broken: readonly string[];
}

let calls = 0;

/** Formatters that are wrong on purpose, each with what it breaks. */
const wrong: readonly Wrong[] = [
  {
    name: 'throws on a cycle',
    format: (record) => (hasCycle(record) ? JSON.stringify(record) : encodeRecord(record, { maxBytes: 100_000 })),
    broken: [ALWAYS],
  },
  {
    name: 'lets line breaks through',
    format: (record) => encodeRecord(record).replaceAll('\\n', '\n'),
    broken: [ONE_LINE],
  },
  {
    name: 'lets escapes through',
    format: (record) => encodeRecord(record).replaceAll('\\u001b', '\u001b'),
    broken: [INERT],
  },
  {
    name: 'lets direction marks through',
    format: (record) => encodeRecord(record).replaceAll('\\u202e', '\u202e'),
    broken: [INERT],
  },
  {
    name: 'changes the record',
    format: (record) => {
      const text = encodeRecord(record);
      (record as { message: string }).message = 'seen';
      return text;
    },
    broken: [UNCHANGED],
  },
  {
    name: 'changes what is deep in the record',
    format: (record) => {
      const text = encodeRecord(record);
      const { nested } = (record.attributes ?? {}) as { nested?: { list: unknown[] } };
      nested?.list.pop();
      return text;
    },
    broken: [UNCHANGED],
  },
  {
    name: 'drops quiet records',
    format: (record) => (record.message === '' ? undefined : encodeRecord(record)),
    broken: [ALWAYS],
  },
  {
    name: 'answers nothing for some',
    format: (record) => (record.message === '' ? '' : encodeRecord(record)),
    broken: [SOMETHING],
  },
  {
    name: 'makes two entries',
    format: (record) => `${encodeRecord(record)}\n${encodeRecord(record)}`,
    broken: [ONE_ENTRY],
  },
  { name: 'makes a list of entries', format: (record) => [encodeRecord(record)], broken: [ONE_ENTRY] },
  { name: 'ends in a line break', format: (record) => `${encodeRecord(record)}\n`, broken: [ONE_ENTRY] },
  { name: 'counts its calls', format: (record) => `${(calls += 1)} ${encodeRecord(record)}`, broken: [PURE] },
  {
    name: 'has state of its own',
    create: () => {
      const seen = new Set<string>();
      return (record) => {
        const isFirst = !seen.has(record.id);
        seen.add(record.id);
        return `${isFirst ? '+' : '='}${encodeRecord(record)}`;
      };
    },
    format: encodeRecord,
    broken: [PURE],
  },
  { name: 'forges lines', text: 'indented', format: (record) => record.message, broken: [INDENTED] },
  {
    name: 'answers bytes where text was said',
    format: (record) => Buffer.from(encodeRecord(record)),
    broken: [ONE_ENTRY],
  },
];

describe('the formatter kit', () => {
  it.each(wrong)('catches a formatter that $name', async ({ format, create, text = true, broken }) => {
    const kit = formatterKit({
      name: 'wrong',
      text,
      create: () => ({ ...good, format: (create?.() ?? format) as Formatter['format'] }),
    });
    const failed = (await kit.findings()).filter(({ ok }) => !ok).map(({ name }) => name);
    expect(failed).toEqual(expect.arrayContaining([...broken]));
  });

  it('catches a formatter that loses a field, where it can be read back', async () => {
    const lossy = ({ logger: _logger, ...record }: LogRecord) => encodeRecord(record);
    const kit = formatterKit({ name: 'lossy', create: () => ({ ...good, format: lossy }), readBack });
    const failed = (await kit.findings()).filter(({ ok }) => !ok).map(({ name }) => name);
    expect(failed).toEqual([ONE_ENTRY, EQUAL]);
    const declared = formatterKit({
      name: 'lossy',
      create: () => ({ ...good, format: lossy }),
      readBack,
      expected: ({ logger: _logger, ...rest }) => rest,
    });
    await declared.run();
  });

  it('catches a formatter without a name or a media type', async () => {
    for (const more of [{ name: '' }, { contentType: 'json' }]) {
      await expect(formatterKit({ name: 'x', create: () => ({ ...good, ...more }) }).run()).rejects.toThrow(
        'says its name and its media type',
      );
    }
  });

  it('names the record that a formatter stumbles over', async () => {
    const kit = formatterKit({ name: 'x', create: () => ({ ...good, format: (record) => JSON.stringify(record) }) });
    await expect(kit.run()).rejects.toThrow('formatter x breaks its contract:');
    await expect(kit.run()).rejects.toThrow(/with a cycle/);
  });

  it('has a reason of its own for every kind of fault', () => {
    const reasons = new Set(wrong.flatMap(({ broken }) => broken));
    expect(reasons).toEqual(new Set([ONE_ENTRY, ALWAYS, SOMETHING, UNCHANGED, PURE, ONE_LINE, INDENTED, INERT]));
  });

  it('runs checks that are asynchronous, too', async () => {
    const kit = contractKit('async', [{ name: 'rejects', run: () => Promise.reject(new Error('no')) }]);
    expect(await kit.findings()).toMatchObject([{ name: 'rejects', ok: false }]);
  });

  it('takes more records', async () => {
    const records = [{ name: 'mine', plain: true, make: () => plainRecord({ message: 'mine' }) }];
    const kit = formatterKit({
      name: 'x',
      records,
      create: () => ({
        ...good,
        format: (record) => (record.message === 'mine' ? (undefined as never) : encodeRecord(record)),
      }),
    });
    await expect(kit.run()).rejects.toThrow(/with mine/);
  });
});

describe('awkwardRecords', () => {
  it('makes the same record afresh each time, each under a name of its own', () => {
    expect(new Set(awkwardRecords.map(({ name }) => name)).size).toBe(awkwardRecords.length);
    for (const { make, plain } of awkwardRecords) {
      if (!plain) continue;
      expect(make()).toEqual(make());
      expect(make()).not.toBe(make());
      expect(JSON.parse(JSON.stringify(make()))).toEqual(make());
    }
  });
});

function hasCycle(record: LogRecord): boolean {
  return record.attributes?.['self'] !== undefined && record.attributes['self'] === record.attributes;
}
