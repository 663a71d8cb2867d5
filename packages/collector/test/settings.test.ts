import { describe, expect, it } from 'vitest';
import { collectorSettings, SETTINGS, startCollector } from '../src/index.ts';
import { COLLECTOR_OPTIONS } from '../src/options.ts';
import { RecordingStore } from './fixtures/recording-store.ts';

describe('settings of a collector', () => {
  it('takes each setting from the first that says it: flag, environment, file', () => {
    const settings = collectorSettings(
      { port: '1', host: undefined },
      { TAILRACE_PORT: '2', TAILRACE_HOST: 'environment', TAILRACE_DIRECTORY: '' },
      { port: 3, host: 'file', directory: 'from-file' },
    );
    expect(settings).toEqual({ port: 1, host: 'environment', directory: 'from-file' });
  });

  it('reads words into what they mean', () => {
    const settings = collectorSettings(
      {},
      {
        TAILRACE_ALLOWED_HOSTS: 'logs.example, logs',
        TAILRACE_SECURE_COOKIES: 'yes',
        TAILRACE_MAX_BODY_BYTES: '1000',
        TAILRACE_TOKENS: `ingest:first-secret:1,read:sha256=${'AB'.repeat(32)}`,
      },
    );
    expect(settings).toEqual({
      allowedHosts: ['logs.example', 'logs'],
      secureCookies: true,
      maxBodyBytes: 1000,
      tokens: [
        { token: 'first-secret:1', role: 'ingest', name: 'ingest' },
        { hash: 'ab'.repeat(32), role: 'read', name: 'read' },
      ],
    });
  });

  it('leaves out what nobody says', () => {
    expect(collectorSettings()).toEqual({});
    expect(collectorSettings({ port: undefined }, { PATH: '/bin' }, {})).toEqual({});
  });

  it.each([
    [{ prot: '1' }, {}, 'TAILRACE_UNKNOWN_OPTION', "'port'"],
    [{}, { TAILRACE_PORT: 'eighty' }, 'TAILRACE_BAD_OPTION', 'TAILRACE_PORT'],
    [{}, { TAILRACE_SECURE_COOKIES: 'maybe' }, 'TAILRACE_BAD_OPTION', 'true or false'],
    [{}, { TAILRACE_TOKENS: 'hunter2-hunter2' }, 'TAILRACE_BAD_OPTION', 'ROLE:TOKEN'],
    [{}, { TAILRACE_TOKENS: 'root:hunter2-hunter2' }, 'TAILRACE_BAD_OPTION', 'ROLE:TOKEN'],
  ])('throws for %j %j', (flags, environment, code, words) => {
    let failure: unknown;
    try {
      collectorSettings(flags, environment);
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ code, message: expect.stringContaining(words) as string });
    expect(String(failure)).not.toContain('hunter2');
  });

  it('puts what is said of TCP together as a collector takes it', () => {
    const settings = collectorSettings(
      { tcpPort: '0' },
      { TAILRACE_TCP_PORT: '9', TAILRACE_TCP_HOST: 'localhost', TAILRACE_TCP_PLAIN: 'no' },
      { tcpCertFile: 'cert.pem', tcpKeyFile: 'key.pem', tcp: { maxConnections: 5, port: 7 } },
    );
    const tls = { certFile: 'cert.pem', keyFile: 'key.pem' };
    expect(settings).toEqual({ tcp: { maxConnections: 5, host: 'localhost', port: 0, plain: false, tls } });
    expect(collectorSettings({ tcp: 'false', tcpPort: '9' })).toEqual({ tcp: false });
    expect(collectorSettings({}, { TAILRACE_TCP: 'off' })).toEqual({ tcp: false });
    expect(collectorSettings({ tcp: 'true' })).toEqual({ tcp: {} });
    expect(collectorSettings({}, {}, { tcpPath: '/run/tailrace.sock' })).toEqual({
      tcp: { path: '/run/tailrace.sock' },
    });
  });

  it('names only options that a collector takes, but for what is said of the store', async () => {
    const { directory: _, storeUrl: __, retention: ___, archive: ____, ...rest } = SETTINGS;
    const settings = collectorSettings(Object.fromEntries(Object.keys(rest).map((name) => [name, undefined])));
    const every = collectorSettings({ tcpHost: '127.0.0.1', tcpPort: 0, tcpPlain: true });
    const collector = await startCollector({ store: new RecordingStore(), ...settings, ...every, port: 0 });
    await collector.close();
    for (const name of Object.keys(rest).filter((setting) => !/^tcp./.test(setting))) {
      expect(Object.keys(COLLECTOR_OPTIONS)).toContain(name);
    }
  });
});
