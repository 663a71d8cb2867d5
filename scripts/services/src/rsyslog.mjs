import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ofPackages } from './apt.mjs';
import { makeCertificates } from './certificates.mjs';
import { which } from './command.mjs';
import { freePort, isTaken } from './ports.mjs';
import { serverFolder, startServer } from './server.mjs';

const PACKAGES = ['rsyslog', 'rsyslog-openssl'];
const CONFIGURATION = fileURLToPath(new URL('../rsyslog.conf', import.meta.url));

const present = () => (hasModule('lmnsd_ossl.so') ? which('rsyslogd') : undefined);
const { missing, install } = ofPackages(PACKAGES, present);

/** rsyslog with UDP, TCP and TLS, which writes what it parsed as JSON lines. */
export const rsyslog = { name: 'rsyslog', missing, install, start, join: joined };

/** Debian keeps modules below a folder of the machine's architecture. */
function hasModule(file) {
  const folders = existsSync('/usr/lib')
    ? readdirSync('/usr/lib').map((name) => join('/usr/lib', name, 'rsyslog'))
    : [];
  return folders.some((folder) => existsSync(join(folder, file)));
}

async function start() {
  const file = await install();
  const folder = serverFolder('rsyslog');
  await makeCertificates(folder);
  const [tcp, udp, tls] = [await freePort(), await freePort(), await freePort()];
  const env = {
    RSYSLOG_FOLDER: folder,
    RSYSLOG_ADDRESS: '127.0.0.1',
    RSYSLOG_TCP_PORT: String(tcp),
    RSYSLOG_UDP_PORT: String(udp),
    RSYSLOG_TLS_PORT: String(tls),
  };
  const url = `tcp://127.0.0.1:${tcp}?udp=${udp}&tls=${tls}&folder=${encodeURIComponent(folder)}`;
  return startServer({
    name: 'rsyslog',
    folder,
    ports: [tcp, tls],
    url,
    command: () => ({
      file,
      args: ['-n', '-f', CONFIGURATION, '-i', join(folder, `${process.hrtime.bigint()}.pid`)],
      env,
    }),
    // It opens its ports one after another.
    ready: async () => (await isTaken('tcp', tcp)) && (await isTaken('tcp', tls)) && (await isTaken('udp', udp)),
    facts: joined(url),
  });
}

/** What the address of an rsyslog tells: its other ports, its folder, and so its certificates and what it received. */
function joined(url) {
  const { port, searchParams } = new URL(url);
  const folder = searchParams.get('folder');
  const number = (name) => Number(searchParams.get(name));
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  return {
    folder,
    ports: { tcp: Number(port), udp: number('udp'), tls: number('tls') },
    certificates: () => ({ ca: read('ca.pem'), cert: read('client.pem'), key: read('client-key.pem') }),
    received: () => {
      if (!existsSync(join(folder, 'received.jsonl'))) return [];
      const text = read('received.jsonl');
      return text.split('\n').slice(0, -1).map(readLine);
    },
  };
}

/** rsyslog writes what it parsed of the structured data as JSON within the JSON, and nothing where it parsed nothing. */
function readLine(line) {
  const entry = JSON.parse(line);
  return { ...entry, parameters: entry.parameters === '' ? {} : JSON.parse(entry.parameters) };
}
