import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatTraceparent,
  formatTracestate,
  incomingTrace,
  isSpanId,
  isTraceId,
  newSpanId,
  newTrace,
  newTraceId,
  parseTraceparent,
  parseTracestate,
  runInTrace,
  traceHeaders,
  withIncomingTrace,
  currentContext,
} from '../src/index.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('parseTraceparent', () => {
  it('reads a header as W3C Trace Context writes it', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 1 });
    expect(parseTraceparent(` 00-${TRACE}-${SPAN}-00 `)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 0 });
  });

  it('reads the known part of later versions, and passes on known flags alone', () => {
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-comes`)).toMatchObject({ traceId: TRACE });
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01`)).toMatchObject({ traceId: TRACE });
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-ff`)?.traceFlags).toBe(3);
  });

  it.each([
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['more parts in version 00', `00-${TRACE}-${SPAN}-01-x`],
    ['a long last part', `cc-${TRACE}-${SPAN}-01x`],
    ['flags that are not hex', `00-${TRACE}-${SPAN}-0g`],
    ['two headers', `00-${TRACE}-${SPAN}-01,00-${TRACE}-${SPAN}-01`],
    ['nothing', ''],
  ])('refuses %s', (_name, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('gives back what formatTraceparent wrote, and never throws', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.string(), (traceFlags, noise) => {
        const trace = { traceId: newTraceId(), spanId: newSpanId(), traceFlags };
        expect(parseTraceparent(formatTraceparent(trace))).toEqual(trace);
        parseTraceparent(noise);
        parseTracestate(noise);
      }),
    );
  });
});

describe('parseTracestate', () => {
  it.each([
    [
      'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE',
      [
        ['rojo', '00f067aa0ba902b7'],
        ['congo', 't61rcWkgMzE'],
      ],
    ],
    [
      'a=1 , b=2\t,,',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['tenant@vendor=x y', [['tenant@vendor', 'x y']]],
    ['1a@v=1', [['1a@v', '1']]],
    ['', []],
  ])('reads %j', (header, entries) => {
    expect(parseTracestate(header)).toEqual(entries);
  });

  it.each([
    'a',
    '=1',
    'A=1',
    'a=1,a=2',
    'a=b=c',
    'a=ü',
    '1a=1',
    `${'a'.repeat(257)}=1`,
    `a=${'x'.repeat(257)}`,
    'a@=1',
    '@a=1',
    `a@${'v'.repeat(15)}=1`,
    Array.from({ length: 33 }, (_, index) => `k${index}=1`).join(','),
  ])('discards %j whole', (header) => {
    expect(parseTracestate(header)).toBeUndefined();
  });

  it('writes entries as it reads them', () => {
    expect(formatTracestate(parseTracestate('a=1, b=2') ?? [])).toBe('a=1,b=2');
  });
});

describe('ids', () => {
  it('are never all zero and never repeat', () => {
    const traces = new Set(Array.from({ length: 2000 }, newTraceId));
    const spans = new Set(Array.from({ length: 2000 }, newSpanId));
    expect([traces.size, spans.size]).toEqual([2000, 2000]);
    expect([...traces].every(isTraceId) && [...spans].every(isSpanId)).toBe(true);
    expect([isTraceId('0'.repeat(32)), isSpanId('0'.repeat(16)), isTraceId(7)]).toEqual([false, false, false]);
  });
});

describe('traces in headers', () => {
  it('go on in the callee with a span of its own', () => {
    const trace = incomingTrace({ Traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: ['a=1', 'b=2'] });
    expect(trace).toEqual({
      traceId: TRACE,
      parentSpanId: SPAN,
      spanId: expect.any(String) as string,
      traceFlags: 1,
      traceState: 'a=1,b=2',
    });
    expect(trace.spanId).not.toBe(SPAN);
    expect(traceHeaders(trace)).toEqual({ traceparent: `00-${TRACE}-${trace.spanId}-01`, tracestate: 'a=1,b=2' });
  });

  it('are read from Headers, too', () => {
    expect(incomingTrace(new Headers({ traceparent: `00-${TRACE}-${SPAN}-00` }))).toMatchObject({
      traceId: TRACE,
      traceFlags: 0,
    });
  });

  it('begin anew where the header is missing or broken, without the broken one’s state', () => {
    for (const traceparent of [undefined, 'rubbish', [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`]]) {
      const trace = incomingTrace({ traceparent, tracestate: 'a=1' });
      expect(isTraceId(trace.traceId)).toBe(true);
      expect(trace.traceId).not.toBe(TRACE);
      expect(trace).not.toHaveProperty('traceState');
    }
    expect(incomingTrace({ traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'a=1,a=2' })).not.toHaveProperty(
      'traceState',
    );
  });

  it('replace the trace of the context whole', () => {
    runInTrace({ ...newTrace(), parentSpanId: SPAN, traceState: 'old=1' }, () => {
      withIncomingTrace({ traceparent: `00-${TRACE}-${SPAN}-01` }, () => {
        expect(currentContext()).toMatchObject({ traceId: TRACE, parentSpanId: SPAN });
        expect(currentContext()).not.toHaveProperty('traceState');
      });
      runInTrace(newTrace(), () => expect(currentContext()).not.toHaveProperty('parentSpanId'));
    });
    expect(traceHeaders()).toEqual({});
  });
});
