import type { CommandContext } from '../command-context.ts';
import { CommandFailure, usageFailure } from '../command-failure.ts';
import type { Given } from '../command-line/given.ts';
import { forgetCredential, keepCredential, serverKey } from '../credentials.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { askSecret } from './ask-secret.ts';
import { sessionAt } from './session.ts';

/** Runs `tailrace login`; answers the exit code. */
export async function runLogin(given: Given, context: CommandContext): Promise<number> {
  const { notices, stdout, environment, signal } = context;
  const server = serverOf(given, context);
  if (isOpenToListeners(server)) {
    notices.warn(`${server} is not encrypted: whoever is on the way can read the token. Prefer https.`);
  }
  const token = await tokenOf(given, server, context);
  if (!/^[\u0021-\u007e]+$/.test(token)) throw usageFailure('A token is one word of letters, digits and signs.');
  let role: string | undefined;
  if (!given.flag('no-check')) {
    const session = await sessionAt(server, token, signal);
    if (!session.required) {
      notices.note(`${server} asks for no token: nothing was kept.`);
      return EXIT_CODES.found.code;
    }
    if (session.role === null)
      throw new CommandFailure('failed', `${server} does not take this token.`, 'Nothing was kept.');
    role = session.role;
  }
  const path = keepCredential(server, { token, ...(role !== undefined && { role }) }, environment);
  await stdout.line(role === undefined ? `Token for ${server} kept, unchecked.` : `Logged in to ${server}: ${role}.`);
  notices.note(`Kept in ${path}, which you alone may read. 'tailrace logout' forgets it.`);
  return EXIT_CODES.found.code;
}

/** Runs `tailrace logout`; answers the exit code. */
export async function runLogout(given: Given, context: CommandContext): Promise<number> {
  const server = serverOf(given, context);
  const found = forgetCredential(server, context.environment);
  await context.stdout.line(found ? `The token for ${server} is forgotten.` : `There is no token for ${server}.`);
  return found ? EXIT_CODES.found.code : EXIT_CODES.nothing.code;
}

/** Runs `tailrace whoami`; answers the exit code. */
export async function runWhoami(given: Given, context: CommandContext): Promise<number> {
  const { settings, stdout, signal } = context;
  const server = serverOf(given, context);
  const form = given.text('output') ?? 'text';
  if (form !== 'text' && form !== 'json') throw usageFailure(`--output takes text or json, not '${form}'.`);
  const token = settings.tokenFor(server);
  const { required, role } = await sessionAt(server, token, signal);
  if (form === 'json') await stdout.line(JSON.stringify({ server, required, role, token: token !== undefined }));
  else if (!required) await stdout.line(`${server} asks for no token: everybody there may do everything.`);
  else if (role !== null) await stdout.line(`${server}: ${role}`);
  else if (token === undefined) await stdout.line(`${server}: no token. 'tailrace login' keeps one.`);
  else await stdout.line(`${server}: the token is not known there (any more).`);
  return !required || role !== null ? EXIT_CODES.found.code : EXIT_CODES.nothing.code;
}

function serverOf(given: Given, { settings }: CommandContext): string {
  if (given.positionals.length > 1) throw usageFailure('One server at a time.');
  return serverKey(given.positionals[0] ?? settings.url);
}

async function tokenOf(given: Given, server: string, { signal }: CommandContext): Promise<string> {
  const said = given.text('token');
  if (said !== undefined) return said;
  if (!given.flag('token-stdin') && !process.stdin.isTTY) {
    throw usageFailure(
      'There is no terminal to type a token at.',
      'Pipe it in: tailrace login --token-stdin < token.txt',
    );
  }
  const token = await askSecret(`Token for ${server}: `, process.stdin, signal);
  if (token === '') throw usageFailure('No token was given.');
  return token;
}

function isOpenToListeners(server: string): boolean {
  const { protocol, hostname } = new URL(server);
  return protocol === 'http:' && !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
