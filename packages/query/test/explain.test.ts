import { expect, it } from 'vitest';
import { explainQuery, parseQueryStrict } from '@tailrace/query';

it.each([
  ['*', 'All records.'],
  [
    'level>=warn service:api timeout -path:/healthz* | count by service, 5m',
    'Records whose level is warn or above, and whose service is "api", and whose message contains "timeout", but not those whose path reads "/healthz*", with anything for each *. Then count them by service and intervals of 5m.',
  ],
  [
    'a OR (b c)',
    'Records either whose message contains "a", or (whose message contains "b", and whose message contains "c").',
  ],
  ['x:null y!=null z!=5', 'Records whose x is not there, and whose y is there, and whose z is there and is not 5.'],
  [
    'x:[1 TO 5} /re/i',
    'Records whose x is at least 1 and is below 5, and whose message matches the regular expression re, ignoring case.',
  ],
  [
    'x:(a OR 2) | p95(y), unique(z) | limit 3',
    'Records whose x is "a" or 2. Then the 95th percentile of y, and count the different values of z. Then take the first 3.',
  ],
  [
    '* | count as n, p99.9(x) by service as svc, 5m | rename n as many, svc as s | fields s, many as m',
    'All records. Then count them as n, and the 99.9th percentile of x by service as svc and intervals of 5m. Then call n many, svc s. Then show s, many as m.',
  ],
  [
    'a | context before 3 after 5 | join-trace | context after 2',
    'Records whose message contains "a". Then add to each the 3 before it and the 5 after it, whatever they are. Then add all records of the same traces. Then add to each the 2 after it, whatever they are.',
  ],
  [
    '* | p0(x), p1(x), p2(x), p3(x), p11(x), p50(x), p100(x)',
    'All records. Then the smallest of x, and the 1st percentile of x, and the 2nd percentile of x, and the 3rd percentile of x, and the 11th percentile of x, and the median of x, and the largest of x.',
  ],
  ['* | patterns 5', 'All records. Then group the messages by their pattern, the 5 most frequent.'],
])('explains %s', (text, words) => {
  expect(explainQuery(parseQueryStrict(text))).toBe(words);
});
