import { definitionOf, urlVariable } from './catalog.mjs';
import { kept } from './keeper.mjs';
import { Missing } from './missing.mjs';

/**
 * Whether a service is to be had, with what it needs installed: answers `{ start }`, which starts it or joins the one
 * that the environment points at or `pnpm services start` keeps, or `{ reason }`.
 *
 * @throws where it is not to be had and `TAILRACE_REQUIRE_SERVICES` is 1.
 */
export async function prepare(name, options = {}) {
  const definition = definitionOf(name);
  const { own = Object.keys(options).length > 0, ...startOptions } = options;
  try {
    const url = own ? undefined : process.env[urlVariable(name)] || (await kept(name))?.url;
    if (url !== undefined) return { start: async () => shared(name, url) };
    const reason = definition.missing();
    if (reason !== undefined) throw new Missing(reason);
    await definition.install();
    return { start: () => definition.start(startOptions) };
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    const reason = `${name} is not available: ${error.message}`;
    if (process.env.TAILRACE_REQUIRE_SERVICES === '1') throw new Error(reason, { cause: error });
    return { reason };
  }
}

/**
 * A service for tests: the one that the environment points at, else one that is started here. With `own: true`, or any
 * option of its start, always one that is started here and may be killed.
 */
export async function obtain(name, options = {}) {
  const { start, reason } = await prepare(name, options);
  return start === undefined ? { available: false, reason } : { available: true, service: await start() };
}

/** A server that somebody else runs: it is used, never killed or stopped. */
function shared(name, url) {
  const { hostname, port } = new URL(url);
  const refuse = (verb) => async () => {
    throw new Error(
      `This ${name} was not started by the test and is not the test's to ${verb}: obtain it with own: true.`,
    );
  };
  return {
    name,
    url: url.replace(/\/$/, ''),
    host: hostname,
    port: Number(port),
    owned: false,
    kill: refuse('kill'),
    restart: refuse('restart'),
    suspend: refuse('suspend'),
    resume: refuse('resume'),
    stop: async () => {},
    log: () => '',
    ...definitionOf(name).join?.(url),
  };
}
