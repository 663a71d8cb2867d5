import { HttpDestination } from '@tailrace/delivery/testing';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { TcpTransport } from '../src/index.ts';

describe('TcpTransport in stock Winston [F6]', () => {
  it('has delivered every record when the logger has finished', async () => {
    const destination = await HttpDestination.start();
    const transport = new TcpTransport({ url: destination.address, delivery: { spool: false } });
    const logger = winston.createLogger({ transports: [transport] });
    for (let n = 0; n < 100; n += 1) logger.info(`record ${n}`);
    await new Promise<void>((resolve) => logger.once('finish', () => resolve()).end());
    expect(await destination.received()).toHaveLength(100);
    await destination.close();
  });

  it('names an option it does not know', () => {
    const options = { url: 'http://127.0.0.1', ulr: 1 } as never;
    expect(() => new TcpTransport(options)).toThrow(/Did you mean 'url'/);
  });
});
