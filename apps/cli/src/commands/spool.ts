import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';

/** `tailrace spool` */
export const spool: CommandDefinition = {
  name: 'spool',
  usage: [
    'spool ls [FOLDER]',
    'spool verify [FOLDER|NAME]',
    'spool repair [FOLDER|NAME]',
    'spool export [FOLDER|NAME]',
  ],
  summary: 'Look into, check, repair and export what waits for delivery.',
  words: ['ls', 'verify', 'repair', 'export'],
  details: [
    'Transports keep what they could not deliver yet in spools below a state folder: TAILRACE_STATE_DIR, else the XDG state folder. FOLDER is another state folder, or that of one spool; NAME is a spool as ls shows it. Without either it is about all of them.',
    'verify reads every byte and says what is damaged; it also takes the folder of a store. repair writes what is whole anew and puts damaged bytes aside; spools whose process runs are left alone. export prints what is not delivered, one entry a line, and changes nothing.',
  ],
  options: [
    {
      name: 'output',
      short: 'o',
      takes: 'FORM',
      help: 'text (default on a terminal) or jsonl (default in a pipe); for export raw (default: the entries as they would be sent) or jsonl.',
    },
  ],
  examples: [
    ['spool ls', 'What waits, and since when.'],
    ['spool verify', 'Whether everything is whole; exit code 4 if not.'],
    ['spool export orders-1a2b3c4d > rest.jsonl', 'What one transport still has to deliver.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const [action, ...targets] = given.positionals;
    const { SPOOL_ACTIONS } = await import('../spools/actions.ts');
    const known = Object.keys(SPOOL_ACTIONS);
    if (action === undefined) throw usageFailure(`spool takes one of ${known.join(', ')}.`);
    const run = Object.hasOwn(SPOOL_ACTIONS, action) ? SPOOL_ACTIONS[action] : undefined;
    if (run === undefined) {
      const { nearestName } = await import('@tailrace/core');
      const nearest = nearestName(action, known);
      throw usageFailure(
        `There is no 'spool ${action}'.`,
        nearest === undefined ? `It is one of ${known.join(', ')}.` : `Did you mean '${nearest}'?`,
      );
    }
    if (targets.length > 1) throw usageFailure(`spool ${action} takes one FOLDER or NAME.`);
    return run(targets[0], given, context);
  },
};
