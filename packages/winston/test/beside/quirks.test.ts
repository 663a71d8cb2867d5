import { describe, expect, it } from 'vitest';
import { malformedCalls, nastyValues } from './quirks/bad-input.ts';
import { callMeta } from './quirks/call-meta.ts';
import { containers } from './quirks/containers.ts';
import { defaultLogger } from './quirks/default-logger.ts';
import { endings } from './quirks/endings.ts';
import { exceptionHandlers } from './quirks/exception-handlers.ts';
import { formatExports } from './quirks/format-exports.ts';
import { formats } from './quirks/formats.ts';
import { legacyTransports } from './quirks/legacy-transports.ts';
import { levelMethodForms } from './quirks/level-method-forms.ts';
import { levelMethods } from './quirks/level-methods.ts';
import { levels } from './quirks/levels.ts';
import { logForms } from './quirks/log-forms.ts';
import { loggerClasses } from './quirks/logger-classes.ts';
import { meta } from './quirks/meta.ts';
import { moduleExports } from './quirks/module-exports.ts';
import { nodeStreams } from './quirks/node-streams.ts';
import { options } from './quirks/options.ts';
import { ownFormats } from './quirks/own-formats.ts';
import { profiling } from './quirks/profiling.ts';
import { queries } from './quirks/queries.ts';
import { sharedTransports } from './quirks/shared-transports.ts';
import { stockTransports } from './quirks/stock-transports.ts';
import { streams } from './quirks/streams.ts';
import { transportErrors } from './quirks/transport-errors.ts';
import { transportFormats } from './quirks/transport-formats.ts';
import { transportPace } from './quirks/transport-pace.ts';
import { transports } from './quirks/transports.ts';
import type { Scenario } from './scenario.ts';
import { see } from './see.ts';
import { OURS, STOCK, oursAsBuilt } from './sides.ts';

const CHAPTERS: Readonly<Record<string, readonly Scenario[]>> = {
  'What the module exports': moduleExports,
  'The default logger': defaultLogger,
  Containers: containers,
  'Forms of a level method': levelMethodForms,
  'Level methods': levelMethods,
  'Forms of log()': logForms,
  'The meta of a call': callMeta,
  'Default meta and children': meta,
  Levels: levels,
  'The formats that there are': formats,
  "Formats of one's own": ownFormats,
  'Formats of transports': transportFormats,
  'What formats export': formatExports,
  'Transports of a logger': transports,
  'Transports that loggers share': sharedTransports,
  'Errors of transports': transportErrors,
  'The pace of transports': transportPace,
  'Streams of Node as transports': nodeStreams,
  'Transports of Winston 2': legacyTransports,
  'Console, File and Stream': stockTransports,
  'The logger as a stream': streams,
  'The end of a logger': endings,
  'What transports are asked for': queries,
  Options: options,
  'Classes of loggers': loggerClasses,
  'Handlers of exceptions': exceptionHandlers,
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
