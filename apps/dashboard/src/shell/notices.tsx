import { passingFailure } from '../api/passing.ts';

interface NoticesProps {
  readonly error: Error | undefined;
  readonly notes: readonly string[];
}

/** What there is to say about an answer, above it: why it is not here yet, and what was said about it. */
export function Notices({ error, notes }: NoticesProps) {
  const passing = passingFailure(error);
  if (error === undefined && notes.length === 0) return <div />;
  return (
    <div className="notices" role="status">
      {passing !== undefined && (
        <p className="notice is-passing">
          <span className="dot" /> {passing.words} It is asked again by itself.
        </p>
      )}
      {error !== undefined && passing === undefined && <p className="notice is-error">{error.message}</p>}
      {notes.map((note) => (
        <p key={note} className="notice">
          {note}
        </p>
      ))}
    </div>
  );
}
