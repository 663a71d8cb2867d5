import type { CompletionItem } from '../api/types.ts';

interface CompletionListProps {
  readonly items: readonly CompletionItem[];
  readonly chosen: number;
  onTake: (item: CompletionItem) => void;
}

/** What may follow in the query, under the box. */
export function CompletionList({ items, chosen, onTake }: CompletionListProps) {
  if (items.length === 0) return null;
  return (
    <div className="completions" id="completions" role="listbox">
      {items.map((item, index) => (
        <div
          key={`${item.kind}:${item.label}`}
          id={`completion-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className="completion"
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(item);
          }}
        >
          <span className={`completion-kind kind-${item.kind}`}>{item.kind}</span>
          <span className="completion-label">{item.label}</span>
          {item.detail !== undefined && <span className="completion-detail">{item.detail}</span>}
        </div>
      ))}
      <div className="completion-hint">
        <kbd>Tab</kbd> takes · <kbd>Enter</kbd> searches · <kbd>Esc</kbd> closes
      </div>
    </div>
  );
}
