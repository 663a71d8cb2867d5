import { fileURLToPath } from 'node:url';
import { aptInstall } from './apt.mjs';
import { must, which } from './command.mjs';

const SCRIPT = fileURLToPath(new URL('../certificates.sh', import.meta.url));

/** Makes an authority, a server's certificate and a client's in a folder, as the script says. */
export async function makeCertificates(folder) {
  await aptInstall(['openssl'], () => which('openssl'));
  await must('sh', [SCRIPT, folder]);
}
