import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { client } from '../api/client.ts';
import type { CompletionItem, QueryProblem } from '../api/types.ts';
import { CompletionList } from './completion-list.tsx';
import { QueryPaint } from './query-paint.tsx';

interface SearchBoxProps {
  readonly value: string;
  /** What is wrong with `value`. */
  readonly problem: QueryProblem | undefined;
  readonly explained: boolean;
  onSearch: (query: string) => void;
  onExplain: () => void;
}

/** The query, with completion of fields, values, operators and pipes. Enter searches, Tab takes a completion. */
export function SearchBox({ value, problem, explained, onSearch, onExplain }: SearchBoxProps) {
  const [text, setText] = useState(value);
  const [items, setItems] = useState<readonly CompletionItem[]>([]);
  const [chosen, setChosen] = useState(-1);
  const [offset, setOffset] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const asking = useRef<AbortController>(undefined);

  useEffect(() => setText(value), [value]);
  const follow = () => setOffset(input.current?.scrollLeft ?? 0);
  useEffect(follow, [text]);
  useEffect(() => () => asking.current?.abort(), []);

  const close = () => {
    asking.current?.abort();
    setItems([]);
    setChosen(-1);
  };
  const suggest = (query: string, cursor: number) => {
    asking.current?.abort();
    const controller = new AbortController();
    asking.current = controller;
    client.complete(query, cursor, controller.signal).then(
      (found) => {
        if (controller.signal.aborted) return;
        setItems(found.slice(0, 12));
        setChosen(-1);
      },
      () => undefined,
    );
  };
  const take = (item: CompletionItem) => {
    const next = text.slice(0, item.from) + item.insert + text.slice(item.to);
    const cursor = item.from + item.insert.length;
    setText(next);
    input.current?.focus();
    requestAnimationFrame(() => input.current?.setSelectionRange(cursor, cursor));
    suggest(next, cursor);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = items.length;
    if (event.key === 'ArrowDown' && count > 0) setChosen((chosen + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0)
      setChosen((chosen + count) % (count + 1) === count ? -1 : (chosen - 1 + count) % count);
    else if (event.key === 'Tab' && count > 0) take(items[Math.max(0, chosen)] as CompletionItem);
    else if (event.key === 'Enter' && chosen >= 0) take(items[chosen] as CompletionItem);
    else if (event.key === 'Enter') {
      close();
      onSearch(text.trim());
      return;
    } else if (event.key === 'Escape') {
      if (count > 0) close();
      else input.current?.blur();
    } else return;
    event.preventDefault();
  };

  return (
    <div className="search">
      <svg className="search-glass" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M10.5 10.5 14 14" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      </svg>
      <input
        ref={input}
        id="query"
        role="combobox"
        aria-label="Query"
        aria-expanded={items.length > 0}
        aria-controls="completions"
        aria-activedescendant={chosen >= 0 ? `completion-${chosen}` : undefined}
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        placeholder={'Search: words, level>=warn, service:api, duration_ms>250, | count by service, 5m'}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          suggest(event.target.value, event.target.selectionStart ?? event.target.value.length);
        }}
        onFocus={(event) => suggest(text, event.target.selectionStart ?? text.length)}
        onBlur={() => {
          close();
          follow();
        }}
        onKeyDown={onKeyDown}
        onScroll={follow}
        onSelect={follow}
      />
      <QueryPaint text={text} problem={text === value ? problem : undefined} offset={offset} />
      {text !== '' && (
        <button
          type="button"
          className="search-clear"
          aria-label="Clear the query"
          onClick={() => {
            setText('');
            close();
            onSearch('');
          }}
        >
          ×
        </button>
      )}
      <button
        type="button"
        className="search-explain"
        aria-pressed={explained}
        title="What the query means, and how it is answered (e)"
        onClick={onExplain}
      >
        explain
      </button>
      <CompletionList items={items} chosen={chosen} onTake={take} />
    </div>
  );
}
