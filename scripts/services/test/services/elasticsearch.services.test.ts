import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { obtain, withService, type Elasticsearch } from '../../index.mjs';

const json = { 'content-type': 'application/json' };

async function bulk(
  es: Elasticsearch,
  ids: readonly string[],
  headers: Record<string, string> = {},
): Promise<number[]> {
  const body = ids.map((_id) => `{"create":{"_id":"${_id}"}}\n{"message":"m"}\n`).join('');
  const answer = await fetch(`${es.url}/logs-tests-round/_bulk`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body,
  });
  if (answer.status !== 200) return [answer.status];
  const { items } = (await answer.json()) as { items: { create: { status: number } }[] };
  return items.map(({ create }) => create.status);
}

withService({ describe, it, beforeAll, afterAll }, 'elasticsearch', {}, (es) => {
  it('stores a document once under its id', async () => {
    const id = `once-${Date.now()}`;
    expect(await bulk(es(), [id])).toEqual([201]);
    expect(await bulk(es(), [id])).toEqual([409]);
  });
});

withService({ describe, it, beforeAll, afterAll }, 'elasticsearch', { own: true }, (es) => {
  it('keeps what it acknowledged when it is killed and started again', async () => {
    expect(await bulk(es(), ['kept'])).toEqual([201]);
    await es().kill();
    await expect(fetch(es().url)).rejects.toThrow('fetch failed');
    await es().restart();
    expect(await bulk(es(), ['kept'])).toEqual([409]);
  });
});

const user = { name: 'tester', password: 'secret-1' };
const settings = { 'http.max_content_length': '1mb' };
withService({ describe, it, beforeAll, afterAll }, 'elasticsearch', { user, settings }, (es) => {
  const authorization = `Basic ${Buffer.from('tester:secret-1').toString('base64')}`;

  it('asks for the password of the user that it was given', async () => {
    expect(await bulk(es(), ['a'])).toEqual([401]);
    expect(await bulk(es(), ['a'], { authorization })).toEqual([201]);
  });

  it('takes settings of its own', async () => {
    const answer = await fetch(`${es().url}/logs-tests-round/_bulk`, {
      method: 'POST',
      headers: { ...json, authorization },
      body: `{"create":{}}\n{"message":"${'x'.repeat(1 << 21)}"}\n`,
    });
    expect(answer.status).toBe(413);
  });
});

it('refuses to kill what others run', async () => {
  const before = process.env['TAILRACE_TEST_ELASTICSEARCH_URL'];
  process.env['TAILRACE_TEST_ELASTICSEARCH_URL'] = 'http://127.0.0.1:9200/';
  const { service } = await obtain('elasticsearch');
  if (before === undefined) delete process.env['TAILRACE_TEST_ELASTICSEARCH_URL'];
  else process.env['TAILRACE_TEST_ELASTICSEARCH_URL'] = before;
  expect(service).toMatchObject({ url: 'http://127.0.0.1:9200', port: 9200, owned: false });
  await expect(service?.kill()).rejects.toThrow('not started by the test');
});
