import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withService } from '../../index.mjs';

const metrics = createServer((_request, response) => response.end('tailrace_records_total 42\n'));
metrics.listen(0, '127.0.0.1');
await once(metrics, 'listening');
afterAll(() => {
  metrics.close().closeAllConnections();
});
const targets = [`127.0.0.1:${(metrics.address() as AddressInfo).port}`];
const configuration = { scrape_configs: [{ job_name: 'tests', static_configs: [{ targets }] }] };

withService({ describe, it, beforeAll, afterAll }, 'prometheus', { configuration }, (prometheus) => {
  async function value(): Promise<string | undefined> {
    const answer = await fetch(`${prometheus().url}/api/v1/query?query=tailrace_records_total`);
    const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
    return data.result[0]?.value[1];
  }

  it('scrapes what its configuration names, also after it was killed and started again', async () => {
    await expect.poll(value, { timeout: 30_000 }).toBe('42');
    await prometheus().kill();
    await prometheus().restart();
    await expect.poll(value, { timeout: 30_000 }).toBe('42');
  });
});
