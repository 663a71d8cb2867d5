import { TailraceError } from '@tailrace/core';
import { jsonFormat } from '@tailrace/format-json';
import { describe, expect, it } from 'vitest';
import { WebsocketTransport, type WebsocketTransportOptions } from '../src/index.ts';
import { sinkOf } from '../src/websocket-transport.ts';
import { newTransport } from './fixtures/bench.ts';

const formatter = jsonFormat();
const url = 'ws://127.0.0.1:1/v1/ws';

function codeOf(options: object): string {
  try {
    newTransport(options as WebsocketTransportOptions);
    return 'none';
  } catch (error) {
    return error instanceof TailraceError ? error.code : String(error);
  }
}

describe('options of WebsocketTransport [bad input]', () => {
  it('keep secrets of the address out of the spool’s name', () => {
    expect(sinkOf({ url: 'wss://ann:secret@logs.example/in?key=secret' }).destination).toBe('wss://logs.example/in');
  });

  it('promise that repeats are ignored only where a collector knows the records by their ids', () => {
    const traits = (options: Partial<WebsocketTransportOptions>): unknown => sinkOf({ url, ...options }).traits;
    expect(traits({ formatter })).toEqual({ ordered: true, repeats: 'ignored', borrows: true });
    expect(traits({ formatter, ordered: false })).toEqual({ ordered: false, repeats: 'ignored', borrows: true });
    expect(traits({ formatter, acknowledge: false })).toEqual({ ordered: true, repeats: 'possible', borrows: true });
    expect(traits({ formatter: { ...formatter, name: 'text' } })).toEqual({
      ordered: true,
      repeats: 'possible',
      borrows: true,
    });
  });

  it('throw at creation where they are unknown, missing or contradict each other', () => {
    const wrong: readonly [string, object][] = [
      ['TAILRACE_MISSING_OPTION', {}],
      ['TAILRACE_BAD_OPTION', { url, tls: { cert: 'no certificate', key: 'secret' } }],
      ['TAILRACE_BAD_OPTION', { url, tls: { minVersion: 'TLSv9' } }],
      ['TAILRACE_UNKNOWN_OPTION', { url, ulr: 1 }],
      ['TAILRACE_UNKNOWN_OPTION', { url, tls: { rejectUnauthorised: true } }],
      ['TAILRACE_BAD_OPTION', { url: 'http://x' }],
      ['TAILRACE_BAD_OPTION', { url: 'x:8717' }],
      ['TAILRACE_BAD_OPTION', { url: 'ws://x/#part' }],
      ['TAILRACE_BAD_OPTION', { url, headers: 'x: y' }],
      ['TAILRACE_BAD_OPTION', { url, headers: { 'x y': 'z' } }],
      ['TAILRACE_BAD_OPTION', { url, token: 'secret\n' }],
      ['TAILRACE_BAD_OPTION', { url, framing: 'json-array' }],
      ['TAILRACE_BAD_OPTION', { url, acknowledge: false, compression: 'gzip' }],
      ['TAILRACE_BAD_OPTION', { url, compression: 'br' }],
      ['TAILRACE_BAD_OPTION', { url, mask: 'none' }],
      ['TAILRACE_BAD_OPTION', { url, pingMillis: 0 }],
    ];
    for (const [code, options] of wrong) expect([options, codeOf(options)]).toEqual([options, code]);
    expect(() => newTransport({ url, token: 'secret\n' })).not.toThrow(/secret/);
    expect(() => new WebsocketTransport(undefined as never)).toThrow(
      expect.objectContaining({ code: 'TAILRACE_MISSING_OPTION' }),
    );
    expect(() => WebsocketTransport.toCollector('collector:8717')).toThrow(/ws: or wss:/);
  });
});
