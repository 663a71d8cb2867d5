import { describe, expect, it } from 'vitest';
import { type FailingDocuments, judgeBulk } from '../src/judge-bulk.ts';
import { judgeFailure } from '../src/judge-failure.ts';
import { safeReason } from '../src/safe-reason.ts';

const never: FailingDocuments = { failedAgain: () => false };
const always: FailingDocuments = { failedAgain: () => true };

function item(status: number, type = 'some_exception', reason = 'why'): object {
  return { create: { status, ...(status >= 400 && { error: { type, reason } }) } };
}

function judged(items: readonly object[], failing = never): unknown {
  return judgeBulk(
    { errors: true, items },
    items.map((_, index) => index),
    failing,
  );
}

describe('an answer to a bulk request', () => {
  it('without errors is delivered', () => {
    expect(judgeBulk({ errors: false, items: [item(201), item(201)] }, [0, 1], never)).toEqual({ status: 'delivered' });
  });

  it('with documents that are there already is delivered, too [G4]', () => {
    expect(judged([item(201), item(409)])).toEqual({ status: 'delivered' });
  });

  it('is judged document by document: 429 and 5xx alone are tried again, the rest is refused or stored', () => {
    expect(judged([item(201), item(429), item(400), item(503), item(409)])).toEqual({
      status: 'partial',
      retry: [1, 3],
      rejected: [{ index: 2, reason: '400 some_exception: why' }],
    });
  });

  it('names places in the batch, not in the request', () => {
    const answer = { errors: true, items: [item(201), item(429)] };
    expect(judgeBulk(answer, [2, 5], never)).toEqual({ status: 'partial', retry: [5], rejected: [] });
  });

  it('asks for time where nothing got through', () => {
    expect(judged([item(429, 'es_rejected_execution_exception', 'queue full'), item(503)])).toEqual({
      status: 'retryable',
      reason: '429 es_rejected_execution_exception: queue full',
    });
  });

  it('keeps good records where it is the index or a right that is missing', () => {
    for (const [status, type] of [
      [403, 'cluster_block_exception'],
      [404, 'index_not_found_exception'],
      [400, 'index_closed_exception'],
      [401, 'security_exception'],
    ] as const) {
      expect(judged([item(status, type), item(status, type)]), type).toMatchObject({
        status: 'refused',
        cause: 'access',
      });
      expect(judged([item(201), item(status, type)]), type).toEqual({ status: 'partial', retry: [1], rejected: [] });
    }
  });

  it('keeps good records where no index can be had for them, though the words are all that says so', () => {
    const shards =
      'Validation Failed: 1: this action would add [2] shards, but this cluster currently has [1000]/[1000] maximum normal shards open;';
    for (const [type, reason] of [
      ['validation_exception', shards],
      ['illegal_argument_exception', shards],
      ['illegal_argument_exception', 'pipeline with id [shop] does not exist'],
      ['illegal_argument_exception', 'no write index is defined for alias [shop]. The write index may be …'],
      ['illegal_argument_exception', "Number of documents in the index can't exceed [2147483519]"],
    ] as const) {
      expect(judged([item(400, type, reason)]), reason).toMatchObject({ status: 'refused', cause: 'access' });
    }
    const own = item(400, 'illegal_argument_exception', 'Limit of total fields [1000] has been exceeded');
    expect(judged([own])).toMatchObject({ status: 'partial', rejected: [{ index: 0 }] });
  });

  it('sets a document aside at which the server fails again and again, and no other', () => {
    expect(judged([item(500)], always)).toMatchObject({ status: 'partial', rejected: [{ index: 0 }] });
    expect(judged([item(500)], never)).toMatchObject({ status: 'retryable' });
    expect(judged([item(503), item(429)], always)).toMatchObject({ status: 'retryable' });
  });

  it('that is none refuses access, since nothing says that a record was stored', () => {
    for (const answer of [undefined, 'ok', {}, { errors: false }, { errors: false, items: [] }]) {
      expect(judgeBulk(answer, [0], never)).toMatchObject({ status: 'refused', cause: 'access' });
    }
  });
});

describe('what the client throws', () => {
  const response = (statusCode: number, more: object = {}): object => ({ name: 'ResponseError', statusCode, ...more });

  it('is judged by the status', () => {
    for (const [status, outcome] of [
      [400, { cause: 'access' }],
      [413, { cause: 'size' }],
      [401, { cause: 'access' }],
      [403, { cause: 'access' }],
      [404, { cause: 'access' }],
      [301, { cause: 'access' }],
      [429, { status: 'retryable' }],
      [503, { status: 'retryable' }],
    ] as const) {
      expect(judgeFailure(response(status), 0), String(status)).toMatchObject(outcome);
    }
  });

  it('blames the documents for a request only where the server does', () => {
    const refused = (error: unknown): object => response(400, { body: { error } });
    for (const type of [
      'action_request_validation_exception',
      'illegal_argument_exception',
      'x_content_parse_exception',
    ]) {
      expect(judgeFailure(refused({ type, reason: 'why' }), 0), type).toMatchObject({ cause: 'content' });
    }
    for (const error of [
      'no handler found for uri [/x/_bulk]',
      { type: 'media_type_header_exception', reason: 'Accept version must be either version 8 or 7, but found 9' },
      { type: 'illegal_argument_exception', reason: 'contains unrecognized parameter: [require_data_stream]' },
    ]) {
      expect(judgeFailure(refused(error), 0), JSON.stringify(error)).toMatchObject({ cause: 'access' });
    }
  });

  it('passes on how long the server asks for, in both forms', () => {
    const now = Date.UTC(2026, 0, 1);
    expect(judgeFailure(response(429, { headers: { 'retry-after': '7' } }), now)).toMatchObject({
      retryAfterMillis: 7_000,
    });
    const date = new Date(now + 5_000).toUTCString();
    expect(judgeFailure(response(503, { headers: { 'retry-after': date } }), now)).toMatchObject({
      retryAfterMillis: 5_000,
    });
  });

  it('tells failures on the way from a way that is refused', () => {
    const connection = (message: string): object => ({ name: 'ConnectionError', message });
    expect(judgeFailure(connection('connect ECONNREFUSED 127.0.0.1:9200'), 0)).toMatchObject({ status: 'retryable' });
    expect(judgeFailure({ name: 'TimeoutError', message: 'Request timed out' }, 0)).toMatchObject({
      status: 'retryable',
    });
    for (const words of ['self-signed certificate', "Hostname/IP does not match certificate's altnames: x"]) {
      expect(judgeFailure(connection(words), 0), words).toMatchObject({ cause: 'access' });
    }
    expect(judgeFailure({ name: 'ProductNotSupportedError' }, 0)).toMatchObject({ cause: 'access' });
  });

  it('is left to be thrown where it comes from neither the network nor the server', () => {
    for (const error of [new TypeError('x'), undefined, 'x', null]) expect(judgeFailure(error, 0)).toBeUndefined();
  });
});

describe('safeReason', () => {
  it('says what was wrong without what Elasticsearch quotes of a document', () => {
    const cases: readonly (readonly [reason: string, safe: string])[] = [
      [
        "[1:23] failed to parse field [attributes.n] of type [long] in document with id 'abc'. Preview of field's value: 'hunter2'",
        'failed to parse field [attributes.n] of type [long]',
      ],
      ['failed to parse date field [hunter2] with format [x]', 'failed to parse date field [hunter2] with format …'],
      ['For input string: "hunter2"', 'For input string: …'],
      [
        "[1:5] [1:5] Unrecognized token 'hunter2': was expecting (JSON String)\n at [Source: hunter2]",
        'Unrecognized token …: was expecting (JSON String)',
      ],
      [
        'Document contains at least one immense term in field="x". The prefix of the first immense term is: \'[104, 117]...\'',
        'Document contains at least one immense term in field=…',
      ],
      ['data stream timestamp field [@timestamp] is missing', 'data stream timestamp field [@timestamp] is missing'],
    ];
    for (const [reason, safe] of cases) expect(safeReason({ type: 't', reason })).toBe(`t: ${safe}`);
  });

  it('is never long, and stands whatever the error is', () => {
    expect(safeReason({ type: 't', reason: 'x'.repeat(10_000) }).length).toBeLessThan(400);
    expect(safeReason('no handler found for uri [/x]')).toBe('no handler found for uri [/x]');
    expect(safeReason(undefined)).toBe('no reason was given');
    expect(safeReason({})).toBe('error');
  });
});
