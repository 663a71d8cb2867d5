import { describe, expect, it } from 'vitest';
import { type LineFormat, FORMATS } from '../src/index.ts';
import { SourceContext } from '../src/parse-context.ts';
import { WallClock } from '../src/time/wall-clock.ts';
import { collect, pieces, read } from './collect.ts';

const LENGTH = 30_000;
/** What a pattern could go back and forth over, and what could keep it from its end. */
const PADS = [' ', '1', 'a ', ': ', ' - ', '] ', '\\"', ' a="'];
const ENDS = [' x\r\u2028', '"', 'x'];
/** A pattern that goes over a line again for each of its characters takes seconds. */
const MAX_MILLIS = 400;
/** Where lines of 500,000 characters are joined, it takes tens of seconds. */
const MAX_MILLIS_TO_JOIN = 2000;

/** The format's example, cut where a word begins or ends, with a long run of something behind it. */
function* hostileLines({ example }: LineFormat): Generator<string> {
  for (let cut = 1; cut <= example.length; cut += 1) {
    const border = /\W/.test(example[cut - 1] ?? ' ') || /\W/.test(example[cut] ?? ' ');
    if (!border || (cut < example.length && cut % 3 > 0 && cut < 40)) continue;
    for (const pad of PADS) {
      for (const end of ENDS) yield example.slice(0, cut) + pad.repeat(LENGTH / pad.length) + end;
    }
  }
}

function contextOf(): SourceContext {
  return new SourceContext(new WallClock({ timeZone: 'UTC', reference: 0 }));
}

describe('hostile lines', () => {
  for (const format of FORMATS) {
    it(`cost ${format.name} time in step with their length`, () => {
      const context = contextOf();
      for (const line of hostileLines(format)) {
        // The processor's time: how long others keep it is nothing of the pattern's.
        const before = process.cpuUsage();
        format.parse(line, context);
        const millis = process.cpuUsage(before).user / 1000;
        if (millis > MAX_MILLIS) {
          expect.fail(
            `${Math.round(millis)} ms for ${JSON.stringify(line.slice(0, 200))}… ending in ${JSON.stringify(line.slice(-4))}`,
          );
        }
      }
    });
  }

  it('of the longest length that is kept do not exhaust the stack of a pattern', () => {
    for (const format of FORMATS) {
      for (const pad of ['\\"', 'a', ' a="1"', 'a.']) {
        for (const cut of [30, 60, format.example.length]) {
          const line = format.example.slice(0, cut) + pad.repeat(1_048_576 / pad.length);
          expect(() => format.parse(line, contextOf())).not.toThrow();
        }
      }
    }
  });

  it('cost the joining of lines time in step with their length, too', async () => {
    const hostile = [
      `${'Error'.repeat(100_000)} !`,
      'a.'.repeat(200_000),
      `${'x=1 '.repeat(100_000)}"`,
      `Jan 31 10:00:00 h ${'[1'.repeat(150_000)}`,
      `2026-01-31 12:00:00,000 - INFO [${':a'.repeat(150_000)}`,
    ];
    for (const line of hostile) {
      const before = process.cpuUsage();
      const { report } = await collect(pieces(`2026-01-31T12:00:00Z info: x\n${line}\n    at y\n${line}\n`));
      expect(process.cpuUsage(before).user / 1000, line.slice(0, 40)).toBeLessThan(MAX_MILLIS_TO_JOIN);
      expect(report.lines).toBe(4);
    }
  });
});

describe('line breaks of other kinds', () => {
  for (const strange of ['\r', '\u2028', '\u2029', '\u0085', '\0']) {
    const name = JSON.stringify(strange);
    it(`such as ${name} within a message hide no line in the record before`, async () => {
      const lines = [
        'Dec 10 06:55:46 web sshd[1]: first',
        `Dec 10 06:55:47 web sshd[2]: Failed${strange}password`,
        'Dec 10 06:55:48 web sshd[3]: third',
      ];
      const records = await read(lines.join('\n'));
      expect(records.map(({ process }) => process)).toEqual([1, 2, 3]);
      expect(records[1]?.message).toContain(strange);
    });
  }
});

describe('blank lines', () => {
  it('without end fill no record beyond the lines it may have', async () => {
    const { entries, report } = await collect(pieces(`first\n${'\n'.repeat(2500)}second\n`));
    expect(report.lines).toBe(2502);
    expect(Math.max(...entries.map(({ lines }) => lines))).toBeLessThanOrEqual(1001);
    expect(entries.reduce((sum, { lines }) => sum + lines, 0)).toBe(2502);
    expect(entries.map(({ line }) => line)).toEqual([1, 1001, 2001]);
    expect(entries.map(({ record }) => record.message)).toEqual(['first', '', 'second']);
  });
});
