import { afterEach, expect, it, vi } from 'vitest';
import { catalog, obtain, urlVariable } from '../index.mjs';
import { download } from '../src/command.mjs';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A machine on which nothing is installed and nothing may be. */
function bareMachine(): void {
  const redis = catalog.get('redis')!;
  vi.spyOn(redis, 'missing').mockReturnValue('install redis-server: apt-get needs root');
  vi.stubEnv(urlVariable('redis'), '');
  vi.stubEnv('TAILRACE_REQUIRE_SERVICES', '');
}

it('answers why a service is not to be had', async () => {
  bareMachine();
  expect(await obtain('redis', { own: true })).toEqual({
    available: false,
    reason: 'redis is not available: install redis-server: apt-get needs root',
  });
});

it('fails instead where services are required', async () => {
  bareMachine();
  vi.stubEnv('TAILRACE_REQUIRE_SERVICES', '1');
  await expect(obtain('redis', { own: true })).rejects.toThrow('redis is not available: install redis-server');
});

it('uses the server that the environment names, and leaves it to its owner', async () => {
  bareMachine();
  vi.stubEnv('TAILRACE_TEST_REDIS_URL', 'redis://10.0.0.7:6380/');
  const { service } = await obtain('redis');
  expect(service).toMatchObject({ url: 'redis://10.0.0.7:6380', host: '10.0.0.7', port: 6380, owned: false });
  await service?.stop();
  await expect(service?.kill()).rejects.toThrow('not started by the test');
});

it('reads the ports and the folder of an rsyslog from its address', async () => {
  vi.stubEnv('TAILRACE_TEST_RSYSLOG_URL', 'tcp://127.0.0.1:5514?udp=5515&tls=6514&folder=/nowhere');
  const { service } = await obtain('rsyslog');
  expect(service).toMatchObject({ ports: { tcp: 5514, udp: 5515, tls: 6514 }, folder: '/nowhere' });
  expect(service?.received()).toEqual([]);
});

it('tries a download three times before it says what is missing', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const failed = download('sh', ['-c', 'echo connection reset; exit 1'], {}, 1);
  await expect(failed).rejects.toThrow(/failed three times:\nconnection reset$/);
  expect(said).toHaveBeenCalledTimes(2);
});
