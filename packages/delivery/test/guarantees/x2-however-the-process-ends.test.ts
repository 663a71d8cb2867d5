import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpDestination } from '../../src/testing/index.ts';
import { Workplace } from '../fixtures/run-application.ts';

const lines = (pid: number, count: number): string[] => Array.from({ length: count }, (_, index) => `${pid}-${index}`);

describe('X2: however the process ends, with a destination on the network', () => {
  let destination: HttpDestination;
  let workplace: Workplace;

  beforeEach(async () => {
    destination = await HttpDestination.start();
    workplace = new Workplace(destination.address);
  });

  afterEach(async () => {
    workplace.remove();
    await destination.close();
  });

  it('process.exit() after a burst of 20,000 lines: the next run sends them all, once and in order', async () => {
    const application = workplace.start('process.exit', 'http', 20_000);
    expect(await application.ended()).toMatchObject({ code: 0, errors: '' });
    expect(await workplace.drain()).toMatchObject({ delivered: 20_000, pending: 0 });
    expect(await destination.received()).toEqual(lines(application.pid, 20_000));
  });

  it('process.exit() while the destination is down: nothing is lost over several runs', async () => {
    await destination.become('down');
    const first = workplace.start('process.exit', 'http', 100);
    await first.ended();
    const second = workplace.start('process.exit', 'http', 100);
    await second.ended();
    await destination.become('up');
    await workplace.drain();
    expect(await destination.received()).toEqual([...lines(first.pid, 100), ...lines(second.pid, 100)]);
  });

  it.each(['naturally', 'logger.end'])('%s: everything has arrived when it is gone', async (way) => {
    const application = workplace.start(way, 'http', 5_000);
    expect(await application.ended()).toMatchObject({ code: 0, errors: '' });
    expect(await destination.received()).toEqual(lines(application.pid, 5_000));
  });

  it('naturally, while the destination hangs: waits as long as the end may take, and the next run sends all', async () => {
    await destination.become('hang');
    const application = workplace.start('naturally', 'modest', 100);
    expect(await application.ended()).toMatchObject({ code: 0, signal: null, errors: '' });
    await destination.become('up');
    await workplace.drain();
    expect([...new Set(await destination.received())]).toEqual(lines(application.pid, 100));
  });

  it.each(['uncaughtException', 'unhandledRejection'])('%s: the next run sends what was logged before', async (way) => {
    const application = workplace.start(way, 'http', 500);
    expect(await application.ended()).toMatchObject({ code: 1 });
    await workplace.drain();
    expect(await destination.received()).toEqual(lines(application.pid, 500));
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('%s: drains, then ends as the signal would have ended it', async (signal) => {
    const application = workplace.start('signal', 'http', 2_000);
    await application.ready();
    application.kill(signal);
    expect(await application.ended()).toMatchObject({ code: null, signal, errors: '' });
    expect((await destination.received()).slice(0, 2_000)).toEqual(lines(application.pid, 2_000));
    // What it went on to log while it drained is sent by the next run.
    expect(await workplace.drain()).toMatchObject({ pending: 0 });
    expect([...new Set(await destination.received())]).toEqual(lines(application.pid, workplace.logged()));
  });

  it('SIGTERM while the destination is down: ends without waiting for it, and the next run sends all', async () => {
    await destination.become('down');
    const application = workplace.start('signal', 'http', 2_000);
    await application.ready();
    application.kill('SIGTERM');
    expect(await application.ended()).toMatchObject({ code: null, signal: 'SIGTERM', errors: '' });
    await destination.become('up');
    await workplace.drain();
    expect(await destination.received()).toEqual(lines(application.pid, workplace.logged()));
  });

  it('SIGTERM that the application listens to is left to the application', async () => {
    const application = workplace.start('signal of its own', 'http', 100);
    await application.ready();
    application.kill('SIGTERM');
    expect(await application.ended()).toMatchObject({ code: 7, signal: null });
    await workplace.drain();
    // A batch that was on its way at the exit is sent again, with the same ids.
    expect([...new Set(await destination.received())]).toEqual(lines(application.pid, 100));
  });

  it('SIGTERM that the application listens to once, and began to before, is left to it too', async () => {
    const application = workplace.start('signal once', 'http', 100);
    await application.ready();
    application.kill('SIGTERM');
    expect(await application.ended()).toMatchObject({ code: 7, signal: null });
    await workplace.drain();
    // A batch that was on its way at the exit is sent again, with the same ids.
    expect([...new Set(await destination.received())]).toEqual(lines(application.pid, 100));
  });

  it('a second SIGINT ends it at once, and the next run sends what the first could not', async () => {
    await destination.become('hang');
    const application = workplace.start('signal twice', 'http', 100);
    await application.ready();
    application.kill('SIGINT');
    await application.ready('sending');
    application.kill('SIGINT');
    expect(await application.ended()).toMatchObject({ signal: 'SIGINT' });
    await destination.become('up');
    await workplace.drain();
    expect(await destination.received()).toEqual(lines(application.pid, 100));
  });

  it('process.exit() with records held back in the filter: the next run sends them', async () => {
    const application = workplace.start('held back', 'http', 100);
    await application.ended();
    await workplace.drain();
    expect(await destination.received()).toEqual(lines(application.pid, 100));
  });

  it('SIGKILL at ten points: every acknowledged record arrives, none twice under two ids [G1]', {
    timeout: 60_000,
  }, async () => {
    await destination.become('slow');
    for (let round = 0; round < 10; round += 1) {
      const application = workplace.start('acknowledge', 'http', 0, 'process');
      await application.ready();
      await new Promise((resolve) => void setTimeout(resolve, round * 9));
      application.kill('SIGKILL');
      expect(await application.ended()).toMatchObject({ signal: 'SIGKILL' });
    }
    await destination.become('up');
    expect(await workplace.drain('process')).toMatchObject({ pending: 0 });
    const acknowledged = readFileSync(join(workplace.folder, 'oracle'), 'utf8').trim().split('\n');
    const received = new Set(
      (await destination.received()).map((line) => (JSON.parse(line) as { message: string }).message),
    );
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter((id) => !received.has(id))).toEqual([]);
  });
});

describe('X2: however the process ends, with a sink that writes synchronously', () => {
  let workplace: Workplace;
  const written = (): string[] => readFileSync(join(workplace.folder, 'app.log'), 'utf8').trim().split('\n');

  beforeEach(() => {
    workplace = new Workplace('app.log');
  });

  afterEach(() => workplace.remove());

  it.each([
    ['process.exit', 0],
    ['naturally', 0],
    ['logger.end', 0],
    ['uncaughtException', 1],
  ] as const)('%s after a burst of 20,000 lines: all are in the file, once and in order', async (way, code) => {
    const application = workplace.start(way, 'file', 20_000);
    expect((await application.ended()).code).toBe(code);
    expect(written()).toEqual(lines(application.pid, 20_000));
  });

  it('SIGTERM: all that was logged is in the file, once and in order', async () => {
    const application = workplace.start('signal', 'file', 2_000);
    await application.ready();
    application.kill('SIGTERM');
    await application.ended();
    expect(workplace.logged()).toBeGreaterThanOrEqual(2_000);
    expect(written()).toEqual(lines(application.pid, workplace.logged()));
  });
});
