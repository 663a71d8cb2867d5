import { Console } from 'node:console';
import { Writable } from 'node:stream';

/** A console of Node's whose output is kept, by stream and in one. */
export function consoleInMemory() {
  const written: { to: 'stdout' | 'stderr'; text: string }[] = [];
  const stream = (to: 'stdout' | 'stderr') =>
    new Writable({
      decodeStrings: false,
      write(text, _encoding, done) {
        written.push({ to, text: String(text) });
        done();
      },
    });
  const console = new Console({ stdout: stream('stdout'), stderr: stream('stderr') });
  return {
    console,
    written,
    text: () => written.map(({ text }) => text).join(''),
  };
}
