import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withService } from '../../index.mjs';
import { talk } from './line-client.ts';

withService({ describe, it, beforeAll, afterAll }, 'nats', { own: true }, (nats) => {
  /** Asks and waits for the answer, as a client of JetStream does. */
  async function request(subject: string, body: string): Promise<unknown> {
    const text = `CONNECT {"verbose":false}\r\nSUB answer 1\r\nPUB ${subject} answer ${body.length}\r\n${body}\r\n`;
    const lines = await talk(nats().port, text, /MSG answer 1 +\d+\r\n.*\r\n/);
    return JSON.parse(/MSG answer 1 +\d+\r\n(.*)\r\n/.exec(lines)?.[1] ?? 'null');
  }

  it('keeps what its stream acknowledged when it is killed and started again', async () => {
    const stream = JSON.stringify({ name: 'logs', subjects: ['logs.*'], storage: 'file' });
    expect(await request('$JS.API.STREAM.CREATE.logs', stream)).toMatchObject({ config: { name: 'logs' } });
    expect(await request('logs.a', 'hello')).toMatchObject({ stream: 'logs', seq: 1 });
    await nats().kill();
    await nats().restart();
    expect(await request('logs.a', 'hello')).toMatchObject({ stream: 'logs', seq: 2 });
  });
});
