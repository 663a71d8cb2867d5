import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall } from './apt.mjs';
import { must, which } from './command.mjs';

/**
 * Makes an authority with a server's certificate for localhost and 127.0.0.1, and a client's: `ca.pem`, `server.pem`,
 * `server-key.pem`, `client.pem`, `client-key.pem`, good for two days.
 */
export async function makeCertificates(folder) {
  const openssl = await aptInstall(['openssl'], () => which('openssl'));
  mkdirSync(folder, { recursive: true });
  const path = (name) => join(folder, name);
  const run = (...args) => must(openssl, args, { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const authority = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'];
  await run(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Tailrace tests',
    ...authority,
  );
  for (const [name, usage] of Object.entries({ server: 'serverAuth', client: 'clientAuth' })) {
    await run('req', ...key, '-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    writeFileSync(path(`${name}.ext`), `subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=${usage}\n`);
    const signed = [
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca-key.pem',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
    ];
    await run('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signed);
  }
}
