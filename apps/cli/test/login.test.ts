import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAIN, tailrace, temporaryFolder } from './cli.ts';
import { fakeServer, reply } from './fake-server.ts';
import { atTerminal, HAS_TERMINAL } from './terminal.ts';

const folder = temporaryFolder();
const TOKEN = 'secret-token-123';

/** A server that knows one token. */
async function guarded(): Promise<Awaited<ReturnType<typeof fakeServer>>> {
  return fakeServer((request, response) => {
    const known = request.headers.authorization === `Bearer ${TOKEN}`;
    if (request.url === '/v1/session') reply(response, 200, { required: true, role: known ? 'read' : null });
    else if (known) reply(response, 200, { records: 1, bytes: 1, segments: 1, damaged: [] });
    else reply(response, 401, { error: { code: 'TAILRACE_UNAUTHORIZED', message: 'a token is needed' } });
  });
}

function home(name: string): { env: Record<string, string>; file: string } {
  const config = join(folder, name);
  return { env: { XDG_CONFIG_HOME: config }, file: join(config, 'tailrace', 'credentials.json') };
}

describe('a login', () => {
  it('keeps a token that the server takes, for its owner alone, and sends it to that server only', async () => {
    const { env, file } = home('kept');
    const [server, other] = [await guarded(), await guarded()];
    const login = await tailrace(['login', `${server.url}/`, '--token-stdin'], { env, input: `${TOKEN}\n` });
    expect(login).toMatchObject({ code: 0, stdout: `Logged in to ${server.url}: read.\n` });
    expect(login.stdout + login.stderr).not.toContain(TOKEN);
    if (process.platform !== 'win32') {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
    }
    expect((await tailrace(['stats', server.url], { env })).code).toBe(0);
    expect((await tailrace(['whoami', server.url], { env })).stdout).toBe(`${server.url}: read\n`);
    const elsewhere = await tailrace(['stats', other.url], { env });
    expect(elsewhere.code).toBe(3);
    expect(other.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);

    const wins = await tailrace(['whoami', server.url], { env: { ...env, TAILRACE_TOKEN: 'wrong' } });
    expect(wins.code).toBe(1);
    expect((await tailrace(['logout', server.url], { env })).code).toBe(0);
    expect((await tailrace(['logout', server.url], { env })).code).toBe(1);
    expect((await tailrace(['stats', server.url], { env })).code).toBe(3);
  });

  it('keeps nothing that the server does not take', async () => {
    const { env, file } = home('refused');
    const server = await guarded();
    const refused = await tailrace(['login', server.url, '--token-stdin'], { env, input: 'wrong' });
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('does not take this token');
    expect(() => readFileSync(file)).toThrow('ENOENT');
    expect((await tailrace(['login', server.url, '--token-stdin'], { env, input: '' })).code).toBe(2);
    expect((await tailrace(['login', server.url], { env })).stderr).toContain('--token-stdin');
  });

  it('refuses tokens that others may read', async () => {
    const { env, file } = home('open');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, JSON.stringify({ 'http://127.0.0.1:1': { token: TOKEN } }));
    chmodSync(file, 0o644);
    const { code, stderr } = await tailrace(['stats', 'http://127.0.0.1:1'], { env });
    expect(code).toBe(2);
    expect(stderr).toContain(`chmod 600 '${file}'`);
  });

  it('sends the token of the settings file to the server of the settings file only', async () => {
    const [server, other] = [await guarded(), await guarded()];
    const config = join(folder, 'config.json');
    writeFileSync(config, JSON.stringify({ url: server.url, token: TOKEN }));
    const env = { TAILRACE_CONFIG: config };
    expect((await tailrace(['stats'], { env })).code).toBe(0);
    expect((await tailrace(['stats', other.url], { env })).code).toBe(3);
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
  });

  it.skipIf(!HAS_TERMINAL)('asks for the token at a terminal, and shows nothing of it', async () => {
    const { env } = home('typed');
    const server = await guarded();
    const terminal = atTerminal(`'${process.execPath}' '${MAIN}' login ${server.url}`, { env });
    await terminal.until(`Token for ${server.url}: `);
    terminal.type(`${TOKEN}x\u007f\r`);
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).toContain(`Logged in to ${server.url}: read.`);
    expect(terminal.screen()).not.toContain('secret');
  });
});
