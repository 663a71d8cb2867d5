import { diagnostics as processDiagnostics, TailraceError } from '@tailrace/core';
import { SinkTransport } from '@tailrace/delivery';
import { jsonFormat } from '@tailrace/format-json';
import { TcpSink, type TcpSinkOptions } from './tcp-sink.ts';
import { targetOf } from './tcp-target.ts';
import { TCP_RULES, type TcpTransportOptions } from './tcp-transport-options.ts';

/** A receiver that is back is found within this time; while it is away only one batch at a time asks for it. */
const LONGEST_WAIT_MILLIS = 5_000;
/** A batch waits for the answer to the one before: small ones would leave the connection idle most of the time. */
const RECORDS_AT_ONCE = 2_000;

/**
 * Sends records in batches over TCP, TLS or a Unix socket, tries again what fails, and keeps on disk what cannot be
 * sent.
 *
 * Without a `formatter` or a `format` of its own it writes JSON in wire form, as collectors take it.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ transports: [new TcpTransport({ url: 'tcp://127.0.0.1:8718' })] });
 */
export class TcpTransport extends SinkTransport {
  constructor(given: TcpTransportOptions) {
    // Without types the options may be absent: the rules say what is missing.
    const options = { ...given };
    const formatter = options.formatter ?? (options.format === undefined ? jsonFormat() : undefined);
    const withFormatter = { ...options, ...(formatter !== undefined && { formatter }) };
    const { delivery, host, ...rest } = withFormatter;
    const paced = {
      ...delivery,
      batch: { records: RECORDS_AT_ONCE, ...delivery?.batch },
      retry: { maxMillis: LONGEST_WAIT_MILLIS, ...delivery?.retry },
    };
    const origin = host === undefined || options.port !== undefined ? {} : { host };
    super('TcpTransport', () => sinkOf(withFormatter), { ...rest, ...origin, delivery: paced }, TCP_RULES);
  }
}

/** Makes the sink that options ask for. */
export function sinkOf(options: TcpTransportOptions): TcpSink {
  return new TcpSink({
    ...targetOf(options),
    ordered: options.ordered ?? true,
    // A collector knows a record by the id that the wire form has.
    repeats: options.acknowledge !== false && options.formatter?.name === 'json' ? 'ignored' : 'possible',
    connectTimeoutMillis: options.connectTimeoutMillis ?? 10_000,
    mode: modeOf(options),
  });
}

function modeOf(options: TcpTransportOptions): TcpSinkOptions['mode'] {
  const { acknowledge = true, token, compression = false, framing, settleMillis } = options;
  refuse(acknowledge ? { framing, settleMillis } : { token, compression: compression || undefined }, acknowledge);
  if (acknowledge) return { acknowledged: { token, compression } };
  const { diagnostics = processDiagnostics, name = 'tcp' } = options;
  return {
    plain: {
      framing: framing ?? 'newline',
      settleMillis: settleMillis ?? 100,
      unconfirmed: (records, error) => {
        const message = 'A connection ended; what was last written to it may not have been read.';
        diagnostics.report({ name: 'connection.lost', source: name, message, records, error });
      },
    },
  };
}

/** Options that would do nothing are a misunderstanding about what is promised. */
function refuse(idle: Readonly<Record<string, unknown>>, acknowledge: boolean): void {
  const name = Object.keys(idle).find((option) => idle[option] !== undefined);
  if (name === undefined) return;
  const words = `TcpTransport: '${name}' takes effect only with 'acknowledge: ${String(!acknowledge)}'.`;
  throw new TailraceError('TAILRACE_BAD_OPTION', words);
}
