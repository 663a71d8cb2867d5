import { decodeLinkMessage, encodeLinkMessage, LINK_VERSION, TailraceError } from '@tailrace/core';
import type { Caller } from '../access/caller.ts';
import type { Guard } from '../access/guard.ts';
import { BatchLane } from '../link/batch-lane.ts';
import { type FrameBody, FrameReader } from '../link/frame-reader.ts';
import type { Services } from '../services.ts';
import type { TcpMode, TcpOutput } from './tcp-mode.ts';

/** What a link works with. */
export interface TcpLinkOptions {
  readonly services: Services;
  readonly guard: Guard;
  readonly caller: Caller;
  readonly output: TcpOutput;
}

/** Acknowledged batches over TCP: lines, and behind each that announces a batch its bytes. */
export class TcpLink implements TcpMode {
  readonly protocol = 'tcp';
  readonly #services: Services;
  readonly #lane: BatchLane;
  readonly #reader = new FrameReader((line) => this.#readLine(line));

  constructor({ services, guard, caller, output }: TcpLinkOptions) {
    this.#services = services;
    this.#lane = new BatchLane({
      services,
      guard,
      caller,
      protocol: this.protocol,
      output: {
        send: (message, onSent) => output.write(encodeLinkMessage(message), onSent),
        pause: () => output.pause(),
        resume: () => output.resume(),
      },
    });
    const { maxBodyBytes, maxRecordBytes } = services.options;
    const welcome = { type: 'welcome', version: LINK_VERSION, maxBatchBytes: maxBodyBytes, maxRecordBytes } as const;
    output.write(encodeLinkMessage(welcome), () => undefined);
  }

  get isMidway(): boolean {
    return this.#reader.isMidway;
  }

  get isBusy(): boolean {
    return this.#lane.inHand > 0;
  }

  push(chunk: Buffer): void {
    this.#reader.push(chunk);
  }

  /** A batch that is not whole was never taken: it is sent again. */
  async end(): Promise<void> {
    this.#reader.drop();
    await this.#lane.settled();
  }

  #readLine(line: string): FrameBody {
    const header = decodeLinkMessage(line);
    if (header?.type !== 'batch') throw new TailraceError('TAILRACE_BAD_REQUEST', 'What follows a hello are batches.');
    const { bytes } = header;
    const passedOver = { bytes, done: () => undefined, failed: () => undefined };
    const refusal = this.#lane.announce(header);
    if (refusal !== undefined) {
      this.#lane.refuse(header, refusal);
      return passedOver;
    }
    const account = this.#services.pending.open();
    return {
      bytes,
      account,
      done: (body) => this.#lane.take(header, body, account),
      failed: (error) => {
        account.close();
        this.#lane.refuse(header, error);
      },
    };
  }
}
