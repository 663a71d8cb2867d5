import type { WireRecord } from '../api/types.ts';

type ErrorValue = NonNullable<WireRecord['exception']>;

/** An error with its stack, its causes and what it gathered. */
export function ErrorText({ error, label }: { error: ErrorValue; label?: string }) {
  const text = error.stack ?? `${error.name}: ${error.message}`;
  return (
    <div className="error">
      {label !== undefined && <div className="error-label">{label}</div>}
      <pre className="error-stack">{text}</pre>
      {error.cause !== undefined && <ErrorText error={error.cause} label="caused by" />}
      {error.errors?.map((inner, index) => (
        <ErrorText key={`${index}:${inner.message}`} error={inner} label={`${index + 1} of ${error.errors?.length}`} />
      ))}
    </div>
  );
}
