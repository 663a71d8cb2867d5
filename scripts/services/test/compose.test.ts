import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { catalog, urlVariable } from '../index.mjs';

const root = join(import.meta.dirname, '../../..');

interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly ports: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}
const compose = parse(readFileSync(join(root, 'compose.yaml'), 'utf8')) as {
  readonly services: Readonly<Record<string, ComposeService>>;
};
const environment = new Map(
  readFileSync(join(root, 'scripts/services/compose.env'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => /^(\w+)="?(.*?)"?$/.exec(line)?.slice(1, 3) as [string, string]),
);

it('has the same servers as there are without Docker', () => {
  expect(Object.keys(compose.services)).toEqual([...catalog.keys()]);
  expect([...environment.keys()]).toEqual([...catalog.keys()].map(urlVariable));
});

describe.each(Object.entries(compose.services))('%s', (name, service) => {
  it('has a pinned version', () => {
    const image =
      service.image ??
      /^FROM (\S+)/m.exec(readFileSync(join(root, service.build!.context, service.build!.dockerfile), 'utf8'))?.[1];
    expect(image).toMatch(/:v?\d+(\.\d+)*(-\w+)?$/);
  });

  it('is reached from this machine only, where compose.env says', () => {
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\d+(\/tcp|\/udp)?$/);
    const url = new URL(environment.get(urlVariable(name as 'redis')) ?? '');
    const ports = service.ports.map((port) => port.split(':')[1]);
    expect(url.hostname).toBe('127.0.0.1');
    for (const port of [url.port, ...['udp', 'tls'].flatMap((key) => url.searchParams.get(key) ?? [])])
      expect(ports).toContain(port);
  });

  it('says when it is ready', () => {
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
  });
});
