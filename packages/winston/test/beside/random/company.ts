import winston from 'winston';
import { render } from '../render.ts';
import type { Loose } from '../sides.ts';
import type { Program } from './loggers.ts';

/** Brings somebody else's hand to a logger; answers what was heard there, and what takes it away again. */
export function bringCompany(
  company: Program['company'],
  logger: Loose,
): { readonly heard: string[]; readonly leave: () => void } {
  const heard: string[] = [];
  const { prototype } = winston.Logger as Loose;
  switch (company) {
    case 'listener':
      // On Winston's side a dropped line is heard as false.
      logger.on('data', (info: unknown) => info && heard.push(render(info)));
      break;
    case 'write on the logger':
      logger.write = injecting(logger.write);
      break;
    case 'write on the prototype':
      prototype.write = injecting(prototype.write);
      return { heard, leave: () => delete prototype.write };
    case 'none':
      break;
  }
  return { heard, leave: () => undefined };
}

/** As OpenTelemetry's instrumentation, which adds the ids of the trace to what is written. */
function injecting(write: Loose): Loose {
  return function inject(this: Loose, info: Loose, ...rest: Loose[]) {
    if (typeof info === 'object' && info !== null && Object.isExtensible(info)) info.injected = true;
    return write.call(this, info, ...(rest as [Loose]));
  };
}
