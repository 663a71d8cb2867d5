import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../command-failure.ts';
import type { CommandDefinition } from '../command-line/definition.ts';
import type { Given } from '../command-line/given.ts';

/** `tailrace store` */
export const store: CommandDefinition = {
  name: 'store',
  usage: [
    'store stats FOLDER',
    'store verify FOLDER',
    'store compact FOLDER',
    'store backup FOLDER TARGET',
    'store restore BACKUP FOLDER',
    'store archive FOLDER TARGET',
    'store repair FOLDER',
  ],
  summary: 'Check, compact, back up, restore, archive and repair a store folder.',
  words: ['stats', 'verify', 'compact', 'backup', 'restore', 'archive', 'repair'],
  details: [
    'stats, verify and backup work beside a server that writes the folder, and change nothing in it. compact, archive and repair need the folder for themselves: end the server first.',
    'verify reads every byte and names what is damaged. repair brings a folder in order after whatever happened to it: it sets aside what cannot be read, and deletes nothing that holds a record.',
    'TARGET and BACKUP are a folder, or s3://BUCKET/PREFIX with ?endpoint=URL for other servers than Amazon; the keys are in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. backup copies only what is not there yet. archive moves old days there; questions fetch them again.',
    'It ends with 0 where all is well, 3 where it could not be done (a folder that is in use, a target that cannot be reached), and 4 where damage was found; the damage is named.',
  ],
  options: [
    { name: 'json', help: 'One JSON object in place of words; the default in a pipe is words, too.' },
    { name: 'keep', takes: 'COUNT', help: 'backup: how many backups to keep; 1 by default.' },
    { name: 'number', takes: 'NUMBER', help: 'restore: which backup; the newest by default.' },
    { name: 'older-than', takes: 'AGE', help: 'archive: move what arrived longer ago than this; 7d by default.' },
    { name: 'adopt', help: 'archive: take over an archive whose store folder was lost.' },
  ],
  examples: [
    ['store verify ./data', 'Whether everything is whole; exit code 4 if not.'],
    ['store backup ./data /mnt/backup --keep 7', 'While the server runs; copies only what is new.'],
    ['store restore /mnt/backup ./data-again', 'Into a new folder; goes on where it was ended.'],
    ["store archive ./data 's3://logs/api?endpoint=http://nas:9000' --older-than 30d", 'Days older than 30 go to S3.'],
  ],
  async run(given: Given, context: CommandContext): Promise<number> {
    const [action, ...places] = given.positionals;
    const { STORE_ACTIONS } = await import('../stores/actions.ts');
    const known = Object.keys(STORE_ACTIONS);
    if (action === undefined) throw usageFailure(`store takes one of ${known.join(', ')}.`);
    const found = Object.hasOwn(STORE_ACTIONS, action) ? STORE_ACTIONS[action] : undefined;
    if (found === undefined) {
      const { nearestName } = await import('@tailrace/core');
      const nearest = nearestName(action, known);
      throw usageFailure(
        `There is no 'store ${action}'.`,
        nearest === undefined ? `It is one of ${known.join(', ')}.` : `Did you mean '${nearest}'?`,
      );
    }
    if (places.length !== found.places.length)
      throw usageFailure(`store ${action} takes ${found.places.join(' and ')}.`);
    return found.run(places, given, context);
  },
};
