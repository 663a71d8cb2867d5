import { useCallback, useMemo, useRef, useState } from 'react';
import { client } from '../api/client.ts';
import { Facets } from '../facets/facets.tsx';
import { AnswerTable } from '../records/answer-table.tsx';
import { RecordList } from '../records/record-list.tsx';
import { useView, type View } from '../state/location.ts';
import { ExplainPanel } from '../search/explain-panel.tsx';
import { Problem } from '../search/problem.tsx';
import { hasPipes } from '../search/query-text.ts';
import { type Asked, useAnswer } from '../state/use-answer.ts';
import { useRecords } from '../state/use-records.ts';
import { joinTail } from '../state/join-tail.ts';
import { useTail } from '../state/use-tail.ts';
import { useTheme } from '../state/use-theme.ts';
import { useTick } from '../state/use-tick.ts';
import { Histogram } from '../timeline/histogram.tsx';
import { EmptyAnswer } from './empty-answer.tsx';
import { Notices } from './notices.tsx';
import { KeyList, useKeys } from './keys.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';

/** How often the picture around a live tail is asked for anew. */
const REFRESH_MILLIS = 4_000;
/** How often the store's state is looked at. */
const STATS_MILLIS = 10_000;

/** Search, histogram, facets and records, joined by the view in the address. */
export function Workbench({ signedIn, onSignOut }: { signedIn: boolean; onSignOut: () => void }) {
  const [view, change] = useView();
  const [theme, nextTheme] = useTheme();
  const [keysShown, showKeys] = useState(false);
  const [facetsShown, showFacets] = useState(true);
  const [explained, explain] = useState(false);
  const [selected, select] = useState(-1);
  const [atTop, setAtTop] = useState(true);

  const window = {
    q: view.q,
    from: view.from === '' ? undefined : view.from,
    to: view.to === '' ? undefined : view.to,
  };
  const piped = hasPipes(view.q);
  const question = JSON.stringify(window);
  const busy = useRef(false);
  const tick = useTick(REFRESH_MILLIS, view.live, () => busy.current);
  const statsTick = useTick(STATS_MILLIS, true);
  const found = useRecords(window, piped ? tick : Number(view.live));
  const key = `${question} ${tick}`;
  // What a person looks for first is asked first: beside the others it would take as long as all of them together.
  const histogram = useAnswer(found.loading ? undefined : key, (signal) => client.histogram(window, 80, signal));
  const isThird = !found.loading && !histogram.loading;
  const fields = useAnswer(isThird ? key : undefined, (signal) => client.fields(window, 8, signal));
  const isOfBefore = ({ answers }: Asked<unknown>): boolean => answers?.startsWith(`${question} `) !== true;
  const explanation = useAnswer(view.q === '' ? undefined : view.q, (signal) =>
    client.explain({ q: view.q }, 'no', signal),
  );
  const stats = useAnswer(`${statsTick}`, client.stats);
  busy.current = found.loading || histogram.loading || fields.loading;
  const tail = useTail({
    q: view.q,
    question,
    on: view.live && !piped,
    held: !atTop || view.open !== '',
  });
  const said = view.q === '' || explanation.loading ? undefined : explanation.value;
  // What is shown under its place is not said twice, nor for a moment.
  const notes = explanation.loading ? [] : found.notes.filter((note) => !said?.problem || !said.notes.includes(note));

  const records = useMemo(
    () => joinTail(tail, found.records, view.live),
    [tail.records, tail.full, found.records, view.live],
  );

  const ask = useCallback(
    (part: Partial<View>) => {
      select(-1);
      change({ ...part, open: '' });
    },
    [change],
  );
  const toQuery = useCallback((q: string) => ask({ q }), [ask]);
  const look = useCallback((q: string) => ask({ q, from: '', to: '', live: false }), [ask]);
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
    e: () => explain(!explained),
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
        problem={said?.problem}
        explained={explained}
        onExplain={() => explain(!explained)}
        onView={(part) => {
          select(-1);
          change({ ...part, ...(part.live === undefined && { open: '' }) });
        }}
        onTheme={nextTheme}
        onKeys={() => showKeys(true)}
        onSignOut={onSignOut}
      />
      <div className="under-query">
        {said?.problem !== undefined && <Problem text={view.q} problem={said.problem} />}
        {explained && <ExplainPanel window={window} onClose={() => explain(false)} />}
      </div>
      <div className={`middle${facetsShown ? '' : ' no-facets'}`}>
        {facetsShown && (
          <Facets fields={fields.value ?? []} loading={isOfBefore(fields)} query={view.q} onQuery={toQuery} />
        )}
        <main aria-busy={found.loading}>
          <Histogram
            data={histogram.value}
            loading={isOfBefore(histogram)}
            onZoom={(from, to) => change({ from, to, open: '', live: false })}
          />
          <Notices error={found.error} notes={notes} />
          {tail.waiting > 0 && (
            <button type="button" className="waiting" onClick={toNewest}>
              ↑ {tail.waiting.toLocaleString()} new
            </button>
          )}
          {found.table !== undefined ? (
            <AnswerTable table={found.table} stale={found.stale} />
          ) : (
            <RecordList
              records={records}
              matches={found.matches}
              stale={found.stale}
              query={view.q}
              openId={view.open}
              selected={selected}
              more={found.more && !(view.live && tail.full)}
              onSelect={select}
              onOpen={(open) => change({ open })}
              onQuery={toQuery}
              onLook={look}
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
        truncated={found.truncated}
        stats={stats.value}
        tail={tail}
        live={view.live}
      />
      {keysShown && <KeyList onClose={() => showKeys(false)} />}
    </div>
  );
}
