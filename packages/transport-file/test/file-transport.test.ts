import { createRecord, Diagnostics, redact } from '@tailrace/core';
import { recordedDiagnostics } from '@tailrace/core/testing';
import { jsonFormat } from '@tailrace/format-json';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import winston from 'winston';
import { FileTransport, type FileTransportOptions } from '../src/index.ts';
import { FileDestination } from './file-destination.ts';

const destinations: FileDestination[] = [];

afterEach(async () => {
  for (const destination of destinations.splice(0)) await destination.close();
});

function newDestination(): FileDestination {
  const destination = new FileDestination();
  destinations.push(destination);
  return destination;
}

function transport(filename: string, options: Partial<FileTransportOptions> = {}): FileTransport {
  return new FileTransport({ filename, diagnostics: new Diagnostics(), ...options });
}

/** Runs a Winston application of its own process; answers its exit code or signal. */
async function run(script: string, ...args: string[]): Promise<number | string> {
  const child = spawn(process.execPath, [join(__dirname, 'fixtures', script), ...args], { stdio: 'ignore' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return code ?? signal ?? '';
}

function messages(lines: readonly string[]): string[] {
  return lines.map((line) => (JSON.parse(line) as { message: string }).message);
}

describe('FileTransport in a process that ends [X2] [F10]', () => {
  const all = Array.from({ length: 20_000 }, (_, n) => `line ${n}`);
  for (const [ending, code] of [
    ['exit', 0],
    ['throw', 1],
    ['sigterm', 'SIGTERM'],
    ['end', 0],
    ['nothing', 0],
  ] as const) {
    it(`has all of a burst of 20,000, once and in order, when it ends by ${ending}`, async () => {
      const destination = newDestination();
      expect(await run('app.cjs', destination.address, ending)).toBe(code);
      expect(messages(await destination.received())).toEqual(all);
    });
  }

  it('works from an ES module', async () => {
    const destination = newDestination();
    expect(await run('app.mjs', destination.address)).toBe(0);
    expect(messages(await destination.received())).toEqual(['from a module']);
  });

  it('shares a file with other processes: every line is whole', async () => {
    const destination = newDestination();
    await Promise.all([1, 2, 3].map(() => run('app.cjs', destination.address, 'end', '5000')));
    const found = messages(await destination.received());
    expect(found).toHaveLength(15_000);
    expect(new Set(found).size).toBe(5000);
  });
});

describe('FileTransport', () => {
  it('writes what Winston’s formats made, and with a formatter what that makes', async () => {
    const [text, json] = [newDestination(), newDestination()];
    const log = winston.createLogger({
      format: winston.format.printf(({ level, message }) => `${level}: ${String(message)}`),
      transports: [transport(text.address), transport(json.address, { formatter: jsonFormat() })],
    });
    log.warn('careful', { n: 1 });
    log.end();
    await once(log, 'finish');
    expect(await text.received()).toEqual(['warn: careful']);
    expect(JSON.parse((await json.received())[0] ?? '')).toMatchObject({ level: 'warn', attributes: { n: 1 } });
  });

  it('appends to what is there, after other transports and loggers on the same file', async () => {
    const destination = newDestination();
    const transports = [transport(destination.address), transport(destination.address)];
    for (let n = 0; n < 100; n += 1) transports[n % 2]?.record(createRecord({ message: `m${n}` }));
    await Promise.all(transports.map((each) => each.flush(5000)));
    expect(messages(await destination.received()).sort()).toEqual(
      Array.from({ length: 100 }, (_, n) => `m${n}`).sort(),
    );
    for (const each of transports) each.end();
  });

  it('says with a receipt when a line is in the kernel, or on the disk', async () => {
    for (const durability of ['process', 'disk'] as const) {
      const destination = newDestination();
      const file = transport(destination.address, { delivery: { durability } });
      const receipt = file.record(createRecord({ message: 'kept' }));
      expect(receipt.status).toBe('queued');
      await receipt.settled;
      expect(messages(await destination.received())).toEqual(['kept']);
      expect(file.books().spooled).toBe(0);
      file.end();
    }
  });

  it('keeps records in the queue while the file cannot be written, and writes them in order when it can [G9]', async () => {
    const destination = newDestination();
    const { diagnostics, events } = recordedDiagnostics();
    mkdirSync(join(destination.folder, 'logs'));
    await destination.become('broken');
    const file = transport(destination.address, { diagnostics, delivery: { retry: { minMillis: 1, maxMillis: 5 } } });
    for (let n = 0; n < 50; n += 1) file.record(createRecord({ message: `m${n}` }));
    expect(await file.flush(50)).toEqual({ delivered: 0, pending: 50 });
    await destination.become('up');
    expect((await file.flush(5000)).pending).toBe(0);
    expect(messages(await destination.received())).toEqual(Array.from({ length: 50 }, (_, n) => `m${n}`));
    expect(events.some(({ name }) => name === 'batch.retried')).toBe(true);
    file.end();
  });

  it('follows its name when the file was moved away', async () => {
    const destination = newDestination();
    const file = transport(destination.address);
    file.record(createRecord({ message: 'old' }));
    await file.flush(5000);
    renameSync(destination.address, `${destination.address}.1`);
    file.record(createRecord({ message: 'new' }));
    await file.flush(5000);
    expect(messages(await destination.received())).toEqual(['new']);
    expect(readFileSync(`${destination.address}.1`, 'utf8')).toContain('old');
    file.end();
  });

  it('makes files that others cannot read, or as it is told', async () => {
    const [usual, own] = [newDestination(), newDestination()];
    for (const [{ address }, options] of [
      [usual, {}],
      [own, { mode: 0o600 }],
    ] as const) {
      const file = transport(address, options);
      file.record(createRecord({ message: 'x' }));
      file.end();
      await once(file, 'finish');
    }
    expect(statSync(usual.address).mode & 0o007).toBe(0);
    expect(statSync(own.address).mode & 0o777).toBe(0o600);
  });

  it('does not make folders when it is told not to', async () => {
    const destination = newDestination();
    const file = transport(destination.address, { mkdir: false, delivery: { retry: { minMillis: 1, maxMillis: 5 } } });
    file.record(createRecord({ message: 'x' }));
    expect((await file.flush(30)).pending).toBe(1);
    mkdirSync(join(destination.folder, 'logs'));
    expect((await file.flush(5000)).pending).toBe(0);
    chmodSync(destination.address, 0o600);
    file.end();
  });

  it('throws where there are no options, and for a name without a letter', () => {
    const missing = { code: 'TAILRACE_MISSING_OPTION', message: "FileTransport needs the option 'filename'." };
    expect(() => new FileTransport(undefined as never)).toThrow(expect.objectContaining(missing));
    expect(() => new FileTransport({ filename: '' })).toThrow(/'filename' takes a string of 1 or more characters/);
  });

  it('throws for options it does not know, needs or takes', () => {
    const wrong = { filename: 'x', fileName: 'y' };
    expect(() => new FileTransport(wrong)).toThrow(/Did you mean 'filename'/);
    const none = {} as FileTransportOptions;
    expect(() => new FileTransport(none)).toThrow(expect.objectContaining({ code: 'TAILRACE_MISSING_OPTION' }));
    expect(() => new FileTransport({ filename: 'x', mode: 0o7777 })).toThrow(
      expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }),
    );
    for (const options of [
      { timeZone: 'Europe/Atlantis' },
      { keep: { file: 1 } },
      { rotate: 'weekly' },
      { compress: 'zip' },
    ]) {
      const all = { filename: 'x', ...options } as FileTransportOptions;
      expect(() => new FileTransport(all)).toThrow(expect.objectContaining({ name: 'TailraceError' }));
    }
    expect(() => new FileTransport({ filename: 'x', filter: redact() })).toThrow(
      expect.objectContaining({ code: 'TAILRACE_FORMAT_LEAKS' }),
    );
  });
});
