import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withService } from '../../index.mjs';
import { talk } from './line-client.ts';

withService({ describe, it, beforeAll, afterAll }, 'redis', { own: true }, (redis) => {
  it('keeps what it acknowledged when it is killed and started again', async () => {
    expect(await talk(redis().port, 'SET word kept\r\n', /\n/)).toBe('+OK\r\n');
    await redis().kill();
    await redis().restart();
    expect(await talk(redis().port, 'GET word\r\n', /kept/)).toBe('$4\r\nkept\r\n');
  });
});
