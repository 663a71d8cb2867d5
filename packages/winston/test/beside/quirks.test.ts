import { describe, expect, it } from 'vitest';
import { malformedCalls, nastyValues } from './quirks/bad-input.ts';
import { callForms } from './quirks/call-forms.ts';
import { formats } from './quirks/formats.ts';
import { levels } from './quirks/levels.ts';
import { meta } from './quirks/meta.ts';
import { moduleExports } from './quirks/module-exports.ts';
import { options, profiling } from './quirks/options.ts';
import { streams } from './quirks/streams.ts';
import { transports } from './quirks/transports.ts';
import type { Scenario } from './scenario.ts';
import { see } from './see.ts';
import { OURS, STOCK, oursAsBuilt } from './sides.ts';

const CHAPTERS: Readonly<Record<string, readonly Scenario[]>> = {
  'What the module exports': moduleExports,
  'Forms of a call': callForms,
  Metadata: meta,
  Levels: levels,
  Formats: formats,
  Transports: transports,
  'The logger as a stream': streams,
  Options: options,
  Profiling: profiling,
  'Malformed calls': malformedCalls,
  'Nasty values': nastyValues,
};

for (const [chapter, scenarios] of Object.entries(CHAPTERS)) {
  describe(`${chapter}, beside Winston's own`, () => {
    for (const scenario of scenarios) {
      it(scenario.title, async () => {
        const stock = await see(scenario, STOCK);
        const ours = await see(scenario, scenario.isWhole === true ? oursAsBuilt() : OURS);
        expect(ours).toEqual(stock);
        expect(stock.length).toBeGreaterThan(0);
      });
    }
  });
}
