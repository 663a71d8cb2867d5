import { type FormEvent, useState } from 'react';
import { client } from '../api/client.ts';

/** Asks for a token where the collector needs one; the session then lives in a cookie that scripts cannot read. */
export function SignIn({ onDone }: { onDone: () => void }) {
  const [token, setToken] = useState('');
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    client.signIn(token).then(onDone, (failure: Error) => setError(failure.message));
  };
  return (
    <form className="sign-in" onSubmit={submit}>
      <img src="/assets/icon.svg" alt="" width="44" height="44" />
      <h1>Tailrace</h1>
      <label htmlFor="token">Token with the role read or admin</label>
      <input
        id="token"
        type="password"
        autoComplete="current-password"
        value={token}
        onChange={(event) => setToken(event.target.value)}
      />
      <button type="submit" className="primary" disabled={token === ''}>
        Sign in
      </button>
      {error !== undefined && (
        <p className="sign-in-error" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
