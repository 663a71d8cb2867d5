import type { QueryProblem } from '../api/types.ts';
import { problemPlace } from './problem-place.ts';

/** What is wrong with a query, with a mark under the place, and what was done instead. */
export function Problem({ text, problem }: { text: string; problem: QueryProblem }) {
  const { before, wrong, after } = problemPlace(text, problem);
  return (
    <div className="problem" role="alert">
      <p>{problem.message} It was searched as plain text.</p>
      <pre>
        {before}
        <span className="problem-place">{wrong === '' ? ' ' : wrong}</span>
        {after}
      </pre>
    </div>
  );
}
