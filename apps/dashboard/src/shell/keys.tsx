import { useEffect } from 'react';

export type KeyActions = Readonly<Record<string, () => void>>;

/** Calls an action for a key, unless the person is typing. */
export function useKeys(actions: KeyActions): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      if (event.key === 'Enter' && target.tagName === 'BUTTON') return;
      const action = actions[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [actions]);
}

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'go to the query'],
  ['j  k', 'next, previous record'],
  ['Enter', 'open or close the record'],
  ['p', 'pause or resume the live tail'],
  ['g', 'to the newest'],
  ['t', 'theme: system, dark, light'],
  ['e', 'explain the query'],
  ['f', 'show or hide the facets'],
  ['Esc', 'close'],
  ['?', 'this list'],
];

/** The list of keys. */
export function KeyList({ onClose }: { onClose: () => void }) {
  return (
    <div className="overlay" role="presentation" onClick={onClose}>
      <dialog open className="keys" aria-label="Keys">
        <h2>Keys</h2>
        <dl>
          {KEYS.map(([key, words]) => (
            <div key={key}>
              <dt>
                {key.split('  ').map((one) => (
                  <kbd key={one}>{one}</kbd>
                ))}
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
        <button type="button" className="chip" onClick={onClose}>
          close
        </button>
      </dialog>
    </div>
  );
}
