import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toErrorRecord } from '../src/index.ts';

describe('toErrorRecord', () => {
  it('keeps the class, the code, causes, aggregated errors and own properties', () => {
    class PaymentError extends Error {
      readonly orderId = 'o1';
    }
    const error = new PaymentError('failed', {
      cause: Object.assign(new Error('reset'), { code: 'ECONNRESET', errno: -104 }),
    });
    const both = new AggregateError([error, 'text'], 'both failed');
    expect(toErrorRecord(both)).toEqual({
      name: 'AggregateError',
      message: 'both failed',
      stack: expect.stringContaining('both failed') as string,
      errors: [
        {
          name: 'PaymentError',
          message: 'failed',
          stack: expect.any(String) as string,
          attributes: { orderId: 'o1' },
          cause: {
            name: 'Error',
            message: 'reset',
            stack: expect.any(String) as string,
            code: 'ECONNRESET',
            attributes: { errno: -104 },
          },
        },
        { name: 'NonError', message: 'text' },
      ],
    });
  });

  it('cuts chains of causes after eight and long lists after thirty-two', () => {
    let error = new Error('0');
    for (let depth = 1; depth <= 20; depth += 1) error = new Error(String(depth), { cause: error });
    const messages: string[] = [];
    for (
      let link: ReturnType<typeof toErrorRecord> | undefined = toErrorRecord(error);
      link !== undefined;
      link = link.cause
    )
      messages.push(link.message);
    expect(messages).toEqual(['20', '19', '18', '17', '16', '15', '14', '13', '12']);
    expect(toErrorRecord(new AggregateError(Array.from({ length: 1000 }, () => new Error('x')))).errors).toHaveLength(
      32,
    );
  });

  it('ends where a chain comes back to itself', () => {
    const one = new Error('one');
    const two = new Error('two', { cause: one });
    one.cause = two;
    expect(toErrorRecord(one)).toMatchObject({ message: 'one', cause: { message: 'two' } });
    expect(toErrorRecord(one).cause).not.toHaveProperty('cause');
    const own: Error & { self?: unknown; list?: unknown } = new Error('own');
    own.self = own;
    expect(toErrorRecord(own)).not.toHaveProperty('attributes');
  });

  it('ends in time where errors hold errors that hold errors', () => {
    let error = new AggregateError([], 'leaf');
    for (let depth = 0; depth < 7; depth += 1) error = new AggregateError(Array<Error>(32).fill(error), String(depth));
    const text = JSON.stringify(toErrorRecord(error));
    expect(text.match(/"name":"AggregateError"/g)?.length).toBe(200);
  });

  it('names instances that hang on errors of HTTP clients, and keeps data', () => {
    class ClientRequest {
      readonly socket = {};
    }
    const error = Object.assign(new Error('x'), {
      request: new ClientRequest(),
      config: { url: '/x' },
      at: new Date(0),
      run: () => 1,
      inner: new Error('i'),
    });
    expect(toErrorRecord(error).attributes).toEqual({
      request: '[ClientRequest]',
      config: { url: '/x' },
      at: new Date(0),
      inner: expect.objectContaining({ message: 'i' }) as object,
    });
  });

  it('takes whatever was thrown, and never throws itself', () => {
    expect(toErrorRecord(undefined)).toEqual({ name: 'NonError', message: 'undefined' });
    expect(toErrorRecord({ message: 'looks like one', name: 'Custom', code: 5 })).toEqual({
      name: 'Custom',
      message: 'looks like one',
      code: '5',
    });
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true }), (thrown) => {
        expect(typeof toErrorRecord(thrown).message).toBe('string');
      }),
    );
    const { proxy, revoke } = Proxy.revocable(new Error('x'), {});
    revoke();
    expect(typeof toErrorRecord(proxy).name).toBe('string');
    expect(
      toErrorRecord({
        get message() {
          throw new Error('no');
        },
      }),
    ).toEqual({ name: 'NonError', message: '' });
  });
});
