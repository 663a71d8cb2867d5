import type { QueryProblem } from '../api/types.ts';
import { SearchBox } from '../search/search-box.tsx';
import { TimeRange } from '../search/time-range.tsx';
import type { View } from '../state/location.ts';
import type { Theme } from '../state/use-theme.ts';

interface TopBarProps {
  readonly view: View;
  readonly theme: Theme;
  readonly signedIn: boolean;
  readonly problem: QueryProblem | undefined;
  readonly explained: boolean;
  onView: (change: Partial<View>) => void;
  onTheme: () => void;
  onExplain: () => void;
  onKeys: () => void;
  onSignOut: () => void;
}

const THEME_SIGNS = { system: '◐', dark: '●', light: '○' } as const;

/** Name, query, time range, live switch, theme. */
export function TopBar(props: TopBarProps) {
  const { view, theme, signedIn, onView, onTheme, onKeys, onSignOut } = props;
  return (
    <header className="top">
      <a className="brand" href="/" title="Tailrace">
        <img src="/assets/icon.svg" alt="" width="22" height="22" />
        <span>Tailrace</span>
      </a>
      <SearchBox
        value={view.q}
        problem={props.problem}
        explained={props.explained}
        onSearch={(q) => onView({ q })}
        onExplain={props.onExplain}
      />
      <TimeRange from={view.from} to={view.to} onChange={(from, to) => onView({ from, to, live: to === '' })} />
      <button
        type="button"
        className={`live${view.live ? ' is-on' : ''}`}
        aria-pressed={view.live}
        title={view.live ? 'Pause (p)' : 'Follow new records (p)'}
        onClick={() =>
          onView(view.live ? { live: false } : { live: true, to: '', ...(view.to !== '' && { from: '-1h' }) })
        }
      >
        <span className="dot" /> {view.live ? 'Live' : 'Paused'}
      </button>
      <button
        type="button"
        className="icon"
        title={`Theme: ${theme} (t)`}
        aria-label={`Theme: ${theme}`}
        onClick={onTheme}
      >
        {THEME_SIGNS[theme]}
      </button>
      <button type="button" className="icon" title="Keys (?)" aria-label="Keys" onClick={onKeys}>
        ?
      </button>
      {signedIn && (
        <button type="button" className="icon" title="Sign out" aria-label="Sign out" onClick={onSignOut}>
          ⏏
        </button>
      )}
    </header>
  );
}
