import { expect, it } from 'vitest';
import TransportStream from 'winston-transport';
import { createLogger } from '../../src/logger/create-logger.ts';
import { turns } from './watch.ts';

/** As most transports of others: calls back at once, and sends later what it has gathered. */
class Gathering extends TransportStream {
  readonly gathered: string[] = [];
  readonly sent: string[] = [];

  override log(info: { message: string }, next: () => void): void {
    this.gathered.push(info.message);
    next();
  }

  async flush(): Promise<void> {
    await turns();
    this.sent.push(...this.gathered.splice(0));
  }
}

it('a flush of the logger asks transports to flush that can, and waits for them', async () => {
  const transport = new Gathering();
  const logger = createLogger({ transports: transport as never });
  logger.info('one');
  logger.child({ request: 1 }).info('two');
  expect(await logger.flush()).toEqual({ pending: 0 });
  expect(transport.sent).toEqual(['one', 'two']);
});

it("a flush that a transport refuses is the transport's own matter", async () => {
  const transport = new Gathering();
  transport.flush = () => Promise.reject(new Error('cannot be sent'));
  const logger = createLogger({ transports: transport as never });
  logger.info('one');
  expect(await logger.flush()).toEqual({ pending: 0 });
});
