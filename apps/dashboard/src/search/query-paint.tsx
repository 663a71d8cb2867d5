import type { QueryProblem } from '../api/types.ts';
import { paintQuery } from './paint-query.ts';

interface QueryPaintProps {
  readonly text: string;
  readonly problem: QueryProblem | undefined;
  /** How far the box beneath is scrolled. */
  readonly offset: number;
}

/** The colours of a query, laid over the box it is typed into; where it does not parse, the place is underlined. */
export function QueryPaint({ text, problem, offset }: QueryPaintProps) {
  let end = 0;
  return (
    <div className="search-paint" aria-hidden="true">
      <span className="search-paint-line" style={{ transform: `translateX(${-offset}px)` }}>
        {paintQuery(text).map((piece) => {
          const from = end;
          end += piece.text.length;
          const wrong = problem !== undefined && from < Math.max(problem.to, problem.from + 1) && end > problem.from;
          return (
            <span key={from} className={`paint-${piece.kind}${wrong ? ' paint-wrong' : ''}`}>
              {piece.text}
            </span>
          );
        })}
      </span>
    </div>
  );
}
