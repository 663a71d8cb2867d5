import { useState } from 'react';
import { ApiError, client } from '../api/client.ts';
import { useAnswer } from '../state/use-answer.ts';
import { SignIn } from './sign-in.tsx';
import { Workbench } from './workbench.tsx';

/** The whole page: the sign-in where the collector wants a token, else the workbench. */
export function App() {
  const [turn, setTurn] = useState(0);
  const { value: session, error } = useAnswer(`session ${turn}`, (signal) => client.session(signal));
  if (error !== undefined && !(error instanceof ApiError && error.status === 401)) {
    return <p className="fatal">The collector does not answer: {error.message}</p>;
  }
  if (session === undefined) return null;
  if (session.required && session.role === null) return <SignIn onDone={() => setTurn(turn + 1)} />;
  const signOut = () => {
    void client.signOut().then(() => setTurn(turn + 1));
  };
  return <Workbench signedIn={session.required} onSignOut={signOut} />;
}
