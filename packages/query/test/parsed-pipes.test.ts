import { describe, expect, it } from 'vitest';
import { attribute, pipesOf } from './parsing.ts';

describe('the pipes', () => {
  it('reads groups by field and by time', () => {
    expect(pipesOf('* | count by service, 5m')).toEqual([
      {
        type: 'stats',
        aggregates: [{ function: 'count', as: 'count' }],
        by: [
          { type: 'field', field: ['service'], as: 'service' },
          { type: 'time', intervalMillis: 300_000, as: 'time' },
        ],
      },
    ]);
  });

  it.each([
    ['| count by service | bin 5m', '| count by service, 5m'],
    ['| by service', '| count by service'],
    ['| bin 1h', '| count by bin(timestamp, 1h)'],
    ['| stats count, avg(x)', '| count, avg x'],
    ['| top service', '| count by service | limit 10'],
    ['| top 3 by a, b', '| count by a, b | limit 3'],
    ['| sort by x desc', '| sort -x'],
    ['| head 5', '| limit 5'],
    ['| fields a, b | sort a | limit 3', '| sort a | limit 3 | fields a, b'],
    ['| fields a | fields b', '| fields b'],
    ['| fields a | count', '| count'],
    ['| avg(duration) by x | sort avg(duration)', '| avg(duration) by x | sort "avg(duration)"'],
    ['| count by msg | sort msg', '| count by message | sort message'],
    ['|count|limit 1', '| count | limit 1'],
  ])('reads %j as %j', (short, long) => {
    expect(pipesOf(short)).toEqual(pipesOf(long));
  });

  it('names columns, and finds them again', () => {
    const [stats, sort] = pipesOf(
      '* | p95(duration) as slow, unique(user.id) by "a b" as c | sort slow desc, "unique(user.id)"',
    );
    expect(stats).toMatchObject({
      aggregates: [{ as: 'slow' }, { as: 'unique(user.id)' }],
      by: [{ field: attribute('a b'), as: 'c' }],
    });
    expect(sort).toMatchObject({ keys: [{ name: ['slow'], descending: true }, { name: ['unique(user.id)'] }] });
  });
});
