import { contractKit, type ContractKit } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { LinkDestination, linkKit, type LinkKitOptions } from '../src/testing/index.ts';
import { leastLinkSink, leastLinkTransport } from './fixtures/least-link.ts';
import { wrongLinks } from './fixtures/wrong-links.ts';

function kitOf(name: string, making: Pick<LinkKitOptions, 'createSink' | 'createTransport'>): ContractKit {
  return linkKit({
    name,
    destination: (options) => LinkDestination.start(options),
    createLogger: winston.createLogger,
    ...making,
  });
}

kitOf('the least link', {
  createSink: (options) => leastLinkSink(options),
  createTransport: (options) => leastLinkTransport(options),
}).register({ describe, it });

describe('the kit on links that are wrong on purpose', () => {
  for (const wrong of wrongLinks) {
    it(`catches the one that ${wrong.name}`, async () => {
      const checks = kitOf(wrong.name, wrong).checks.filter(({ name }) => name === wrong.caughtBy);
      const findings = await contractKit(wrong.name, checks).findings();
      expect(findings).toMatchObject([{ name: wrong.caughtBy, ok: false, error: { code: 'ERR_ASSERTION' } }]);
    });
  }
});
