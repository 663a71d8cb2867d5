import { Writable } from 'node:stream';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { createLogger, type LeveledLogger } from '../../src/logger/create-logger.ts';
import type { LoggerOptions } from '../../src/logger/logger.ts';
import type { Transport } from '../../src/logger/transport.ts';

/** A transport that keeps the lines that it is given. */
export function keeping(lines: string[], options: { level?: string; format?: unknown } = {}): Transport {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString().trimEnd());
      done();
    },
  });
  return new winston.transports.Stream({ stream, ...(options as object) }) as unknown as Transport;
}

/** A transport that keeps the infos that it is given. */
export function keepingInfos(infos: Record<PropertyKey, unknown>[]): Transport {
  class Keeping extends TransportStream {
    override log(info: unknown, done: () => void): void {
      infos.push(info as Record<PropertyKey, unknown>);
      done();
    }
  }
  return new Keeping() as unknown as Transport;
}

/** A logger of ours, and the lines that it writes. */
export function logging(options: LoggerOptions = {}): { logger: LeveledLogger; lines: string[] } {
  const lines: string[] = [];
  const logger = createLogger({ transports: [keeping(lines)], ...options });
  return { logger, lines };
}

/** Lines of JSON as what they say. */
export function read(lines: readonly string[]): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
