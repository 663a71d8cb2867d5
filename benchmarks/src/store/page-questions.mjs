// What somebody asks who looks for something in a large store.
const HOUR = 3_600_000;
const RECORDS = ['.row', '.facet-value'];
const TABLE = ['.answer-table'];

/** Questions over the records that were there before; `shows` is what the page has, one after the other. */
export function waysOf({ oldest, newest }) {
  const iso = (millis) => new Date(millis).toISOString();
  const middle = Math.floor((oldest + newest) / 2 / HOUR) * HOUR;
  const all = { from: iso(oldest), to: iso(newest + 1) };
  const hour = { from: iso(middle), to: iso(middle + HOUR) };
  return [
    { name: 'the newest of everything', text: '', ...all, shows: RECORDS },
    { name: 'errors of one hour', text: 'level:error', ...hour, shows: RECORDS },
    { name: 'errors of everything', text: 'level>=error service:checkout', ...all, shows: RECORDS },
    { name: 'a word of everything', text: '"slow query"', ...all, shows: RECORDS },
    { name: 'a regular expression of one hour', text: 'message:/order 1\\d+ .*/', ...hour, shows: RECORDS },
    { name: 'count by level of everything', text: '| count by level', ...all, shows: TABLE },
    { name: 'p99 by service of everything', text: '| p99(duration_ms) by service', ...all, shows: TABLE },
  ];
}
