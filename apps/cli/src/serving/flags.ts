import type { SettingName } from '@tailrace/collector';

/** Which flag of `tailrace serve` says which setting of the collector; a test sees that none is left out. */
export const SERVE_FLAGS: readonly { readonly flag: string; readonly setting: SettingName }[] = [
  { flag: 'data', setting: 'directory' },
  { flag: 'host', setting: 'host' },
  { flag: 'port', setting: 'port' },
  { flag: 'tcp', setting: 'tcp' },
  { flag: 'tcp-host', setting: 'tcpHost' },
  { flag: 'tcp-port', setting: 'tcpPort' },
  { flag: 'tcp-path', setting: 'tcpPath' },
  { flag: 'tcp-plain', setting: 'tcpPlain' },
  { flag: 'tcp-cert-file', setting: 'tcpCertFile' },
  { flag: 'tcp-key-file', setting: 'tcpKeyFile' },
  { flag: 'tcp-ca-file', setting: 'tcpCaFile' },
  { flag: 'tokens', setting: 'tokens' },
  { flag: 'allowed-hosts', setting: 'allowedHosts' },
  { flag: 'allowed-origins', setting: 'allowedOrigins' },
  { flag: 'audit', setting: 'audit' },
  { flag: 'session-millis', setting: 'sessionMillis' },
  { flag: 'secure-cookies', setting: 'secureCookies' },
  { flag: 'max-body-bytes', setting: 'maxBodyBytes' },
  { flag: 'max-decompressed-bytes', setting: 'maxDecompressedBytes' },
  { flag: 'max-record-bytes', setting: 'maxRecordBytes' },
  { flag: 'max-pending-bytes', setting: 'maxPendingBytes' },
];
