import { checkOptions } from '@tailrace/core';
import { BRIDGE_RULES, type Bridge, type BridgeOptions } from '../bridge.ts';
import { draft } from '../draft.ts';
import { Passage } from '../passage.ts';
import type { BridgeTarget } from '../target/target.ts';
import { printWarning, silenceWarnings } from './node-warnings.ts';

/**
 * Routes Node's warnings into a target: deprecations (`util.deprecate` among them), experimental features, too many
 * listeners, and whatever a program emits by `process.emitWarning`.
 *
 * The record's logger is `process.warning`, its message Node's words with the warning's name, its error the warning
 * with its stack; `code` and `detail` are attributes. Node's own switches (`--no-deprecation`, `--throw-deprecation`)
 * decide before.
 *
 * @throws TailraceError as `checkOptions`; `TAILRACE_BAD_OPTION` for a target that takes no records.
 */
export function bridgeWarnings(target: BridgeTarget, options: BridgeOptions = {}): Bridge {
  checkOptions<BridgeOptions>('bridgeWarnings', options, BRIDGE_RULES);
  const passage = new Passage('process.warning', target, options);
  const logger = options.logger ?? 'process.warning';
  const speakAgain = passage.passThrough ? undefined : silenceWarnings();
  const listener = (warning: Error): void => {
    if (passage.isInside() || !take(passage, warning, logger)) printWarning(warning);
  };
  process.on('warning', listener);
  return {
    name: passage.name,
    undo() {
      process.removeListener('warning', listener);
      speakAgain?.();
      passage.close();
    },
    counts: () => passage.counts(),
  };
}

/** False where the target has not taken the warning. */
function take(passage: Passage, warning: Error, logger: string): boolean {
  const level = passage.levels.of('warning');
  if (!passage.wants(level, logger)) return true;
  try {
    const { code, detail } = warning as { code?: unknown; detail?: unknown };
    const attributes = { ...(code !== undefined && { code }), ...(typeof detail === 'string' && { detail }) };
    const record = draft(level, logger, `${warning.name}: ${warning.message}`);
    record.error = warning;
    if (Object.keys(attributes).length > 0) record.attributes = attributes;
    return passage.hand(record);
  } catch (error) {
    passage.failed(error);
    return false;
  }
}
