import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspectSpool, listSpools, type SpoolReport, stateDirectory } from '@tailrace/delivery';
import { nearestName } from '@tailrace/core';
import { CommandFailure } from '../command-failure.ts';

/** The spools that a word on the command line names; all of the default state folder without one. */
export async function findSpools(
  target: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<readonly SpoolReport[]> {
  const state = stateDirectory(environment);
  if (target === undefined) return listSpools(state);
  if (existsSync(target)) return existsSync(join(target, 'spool')) ? listSpools(target) : [await inspectSpool(target)];
  const spools = await listSpools(state);
  const named = spools.filter(({ key }) => key === target);
  if (named.length > 0) return named;
  const nearest = nearestName(
    target,
    spools.map(({ key }) => key),
  );
  const hint = nearest === undefined ? "'tailrace spool ls' shows all." : `Did you mean '${nearest}'?`;
  throw new CommandFailure('failed', `There is no folder and no spool ${target}.`, hint);
}

/** Whether a folder is a store's. */
export function isStoreFolder(target: string | undefined): target is string {
  if (target === undefined || !existsSync(target)) return false;
  const names = readdirSync(target);
  return names.includes('catalog.json') || (names.includes('hot') && names.includes('seg'));
}
