import { useCallback, useMemo, useState } from 'react';
import { client } from '../api/client.ts';
import { Facets } from '../facets/facets.tsx';
import { AnswerTable } from '../records/answer-table.tsx';
import { RecordList } from '../records/record-list.tsx';
import { useView } from '../state/location.ts';
import { useAnswer } from '../state/use-answer.ts';
import { useRecords } from '../state/use-records.ts';
import { useTail } from '../state/use-tail.ts';
import { useTheme } from '../state/use-theme.ts';
import { useTick } from '../state/use-tick.ts';
import { Histogram } from '../timeline/histogram.tsx';
import { EmptyAnswer } from './empty-answer.tsx';
import { KeyList, useKeys } from './keys.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';

/** How often the picture around a live tail is asked for anew. */
const REFRESH_MILLIS = 4_000;

/** Search, histogram, facets and records, joined by the view in the address. */
export function Workbench({ signedIn, onSignOut }: { signedIn: boolean; onSignOut: () => void }) {
  const [view, change] = useView();
  const [theme, nextTheme] = useTheme();
  const [keysShown, showKeys] = useState(false);
  const [facetsShown, showFacets] = useState(true);
  const [selected, select] = useState(-1);
  const [atTop, setAtTop] = useState(true);

  const window = {
    q: view.q,
    from: view.from === '' ? undefined : view.from,
    to: view.to === '' ? undefined : view.to,
  };
  const isTable = view.q.includes('|');
  const tick = useTick(REFRESH_MILLIS, view.live);
  const found = useRecords(window, isTable ? tick : 0);
  const key = JSON.stringify([window, tick]);
  const histogram = useAnswer(key, (signal) => client.histogram(window, 80, signal));
  const fields = useAnswer(key, (signal) => client.fields(window, 8, signal));
  const tail = useTail(view.q, view.live && !isTable, !atTop || view.open !== '');

  const records = useMemo(() => {
    if (tail.records.length === 0) return found.records;
    const seen = new Set(tail.records.map(({ id }) => id));
    return [...tail.records, ...found.records.filter(({ id }) => !seen.has(id))];
  }, [tail.records, found.records]);

  const toQuery = useCallback((q: string) => change({ q, open: '' }), [change]);
  const toNewest = () => {
    tail.release();
    change({ open: '' });
    select(records.length > 0 ? 0 : -1);
    setAtTop(true);
  };
  useKeys({
    '/': () => document.getElementById('query')?.focus(),
    j: () => select(Math.min(records.length - 1, selected + 1)),
    k: () => select(Math.max(0, selected - 1)),
    Enter: () => {
      const id = records[selected]?.id;
      if (id !== undefined) change({ open: id === view.open ? '' : id });
    },
    p: () => change({ live: !view.live }),
    g: toNewest,
    t: nextTheme,
    f: () => showFacets(!facetsShown),
    Escape: () => (keysShown ? showKeys(false) : change({ open: '' })),
    '?': () => showKeys(!keysShown),
  });

  return (
    <div className="workbench">
      <TopBar
        view={view}
        theme={theme}
        signedIn={signedIn}
        onView={(part) => {
          select(-1);
          change({ ...part, ...(part.live === undefined && { open: '' }) });
        }}
        onTheme={nextTheme}
        onKeys={() => showKeys(true)}
        onSignOut={onSignOut}
      />
      <div className={`middle${facetsShown ? '' : ' no-facets'}`}>
        {facetsShown && <Facets fields={fields.value ?? []} query={view.q} onQuery={toQuery} />}
        <main>
          <Histogram
            data={histogram.value}
            loading={histogram.loading && histogram.value === undefined}
            onZoom={(from, to) => change({ from, to, open: '', live: false })}
          />
          {tail.waiting > 0 && (
            <button type="button" className="waiting" onClick={toNewest}>
              ↑ {tail.waiting.toLocaleString()} new
            </button>
          )}
          {found.table !== undefined ? (
            <AnswerTable table={found.table} />
          ) : (
            <RecordList
              records={records}
              query={view.q}
              openId={view.open}
              selected={selected}
              more={found.more}
              onSelect={select}
              onOpen={(open) => change({ open })}
              onQuery={toQuery}
              onMore={found.loadMore}
              onAtTop={setAtTop}
            />
          )}
          <EmptyAnswer
            shown={found.table === undefined && records.length === 0}
            found={found}
            view={view}
            onView={change}
          />
        </main>
      </div>
      <StatusBar
        shown={found.table === undefined ? records.length : found.table.rows.length}
        what={found.table === undefined ? 'records' : 'rows'}
        more={found.more}
        elapsedMillis={found.elapsedMillis}
        notes={found.error === undefined ? found.notes : [found.error.message]}
        tail={tail}
        live={view.live}
      />
      {keysShown && <KeyList onClose={() => showKeys(false)} />}
    </div>
  );
}
