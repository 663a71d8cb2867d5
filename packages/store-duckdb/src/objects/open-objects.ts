import { TailraceError } from '@tailrace/core';
import { folderObjects } from './folder-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { s3Objects } from './s3-objects.ts';

/**
 * Opens an object store by its address: a folder's path, `file:///mnt/backup`, or `s3://bucket/prefix` with `endpoint`,
 * `region` and `path-style` behind a `?`. Credentials never stand in the address.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` where the address is none of these.
 * @example
 * openObjects('s3://logs/api?endpoint=http://127.0.0.1:9000');
 */
export function openObjects(address: string): ObjectStore {
  if (address.trim() === '') throw new TailraceError('TAILRACE_BAD_OPTION', 'A folder or an address is to be named.');
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme === undefined) return folderObjects(address);
  const url = new URL(address);
  if (scheme === 'file') return folderObjects(decodeURIComponent(url.pathname));
  if (scheme !== 's3' || url.hostname === '')
    throw new TailraceError('TAILRACE_BAD_OPTION', `'${address}' is neither a folder nor s3://BUCKET/PREFIX.`);
  if (url.username !== '' || url.password !== '')
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      'Credentials do not belong in an address: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  const known = ['endpoint', 'region', 'path-style'];
  for (const name of url.searchParams.keys()) {
    if (!known.includes(name))
      throw new TailraceError('TAILRACE_BAD_OPTION', `s3:// takes ${known.join(', ')} behind the '?', not '${name}'.`);
  }
  const endpoint = url.searchParams.get('endpoint');
  const region = url.searchParams.get('region');
  const pathStyle = url.searchParams.get('path-style');
  return s3Objects({
    bucket: url.hostname,
    prefix: decodeURIComponent(url.pathname),
    ...(endpoint !== null && { endpoint }),
    ...(region !== null && { region }),
    ...(pathStyle !== null && { pathStyle: pathStyle !== 'false' }),
  });
}
