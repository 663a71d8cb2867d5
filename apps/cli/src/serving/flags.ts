import type { CollectorSettings } from '@tailrace/collector';

/** Which flag of `tailrace serve` says which setting of the collector; a test sees that none is left out. */
export const SERVE_FLAGS: readonly { readonly flag: string; readonly setting: keyof CollectorSettings }[] = [
  { flag: 'data', setting: 'directory' },
  { flag: 'host', setting: 'host' },
  { flag: 'port', setting: 'port' },
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
