import { checkOptions, type OptionRules, TailraceError } from '@tailrace/core/runtime';
import { type ConnectionOptions, createSecureContext } from 'node:tls';

/** What TLS connections are made with, as `tls.connect` takes it. */
export type TlsOptions = Readonly<
  Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'minVersion' | 'rejectUnauthorized'>
>;

const RULES: OptionRules<TlsOptions> = {
  ca: { type: 'any' },
  cert: { type: 'any' },
  key: { type: 'any' },
  passphrase: { type: 'string' },
  servername: { type: 'string' },
  minVersion: { type: 'string' },
  rejectUnauthorized: { type: 'boolean' },
};

/**
 * Checks what TLS connections are to be made with, keys and certificates included: a key that cannot be read would
 * fail with every connection.
 *
 * @param owner - Who takes the options, as the message names it: `TcpTransport`.
 * @throws TailraceError As {@link checkOptions}.
 */
export function checkTlsOptions(owner: string, tls: TlsOptions): void {
  checkOptions(`${owner} tls`, tls, RULES);
  try {
    createSecureContext(tls);
  } catch (error) {
    const words = `${owner} tls: ${error instanceof Error ? error.message : String(error)}`;
    throw new TailraceError('TAILRACE_BAD_OPTION', words, { cause: error });
  }
}
