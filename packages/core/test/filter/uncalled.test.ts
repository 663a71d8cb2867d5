import { describe, expect, it } from 'vitest';
import { budget, chain, dedupe, type Filter, holdBack, level, rateLimit, redact, sample } from '../../src/index.ts';

describe('a maker of steps that is given without being called', () => {
  it.each(Object.entries({ budget, dedupe, holdBack, level, rateLimit, redact, sample }))(
    'is refused at creation, for %s would be taken for a filter that passes everything as it is',
    (name, maker) => {
      expect(() => chain(maker as unknown as Filter)).toThrow(
        expect.objectContaining({ code: 'TAILRACE_BAD_OPTION', message: expect.stringContaining(`call it: ${name}(`) }),
      );
    },
  );
});
