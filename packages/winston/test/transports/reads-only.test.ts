import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Console, File, Http, Stream } from '../../src/transports/index.ts';
import { newFolder } from './fixtures.ts';

const stream = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

describe('a transport that says it only reads', () => {
  it('is ours as it is, and not one that somebody has changed: that gets an info of its own', () => {
    const filename = `${newFolder()}/app.log`;
    const log = (): void => {};
    for (const isOwn of [true, false]) {
      const option: object = isOwn ? {} : { log };
      expect(new Console(option).readsOnly).toBe(isOwn);
      expect(new File({ filename, lazy: true, ...option }).readsOnly).toBe(isOwn);
      expect(new Http(option).readsOnly).toBe(isOwn);
      expect(new Stream({ stream: stream(), ...option }).readsOnly).toBe(isOwn);
    }
    class Changing extends Console {
      override log(info: Record<PropertyKey, unknown>, done?: () => void): void {
        info['changed'] = true;
        super.log(info, done);
      }
    }
    expect(new Changing().readsOnly).toBe(false);
  });
});
