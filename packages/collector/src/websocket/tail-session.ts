import type { Writable } from 'node:stream';
import type { TailMessage } from '@tailrace/core';
import { parseQuery } from '@tailrace/query';
import type { WebSocket } from 'ws';
import type { Caller } from '../access/caller.ts';
import type { Guard } from '../access/guard.ts';
import { LINK_ACCESS } from '../access/roles.ts';
import { Parameters } from '../api/parameters.ts';
import { toldOf } from '../link/link-failure.ts';
import type { Services } from '../services.ts';
import { MAX_LAST, openTail } from '../tail/open-tail.ts';
import type { TailClient } from '../tail/tail-client.ts';
import { linkMessages } from '../tail/tail-form.ts';
import { tailWritable } from './tail-writable.ts';

/** What a session works with. */
export interface TailSessionOptions {
  readonly services: Services;
  readonly guard: Guard;
  readonly caller: Caller;
  readonly socket: WebSocket;
}

interface Running {
  readonly client: TailClient;
  readonly output: Writable;
  readonly controller: AbortController;
}

/** The live tail of one WebSocket: none, or one. */
export class TailSession {
  readonly #options: TailSessionOptions;
  #running: Running | undefined;

  constructor(options: TailSessionOptions) {
    this.#options = options;
  }

  /** Does what a message asks for; what is wrong with it is answered. */
  take(message: Readonly<Record<string, unknown>>): void {
    try {
      this.#options.guard.checkRole(this.#options.caller, LINK_ACCESS.tail);
      if (message['type'] === 'tail') this.#start(message);
      else this.#stop();
    } catch (error) {
      this.#send({ type: 'tail.failed', ...toldOf(error, this.#options.services.diagnostics) });
    }
  }

  /** Ends the tail with its socket. */
  end(): void {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    running.controller.abort();
    running.output.destroy();
    running.client.end();
  }

  #start(message: Readonly<Record<string, unknown>>): void {
    const { services, caller, socket } = this.#options;
    const now = services.clock.now();
    const parameters = new Parameters(message, ['type', 'q', 'last', 'after'], now);
    const after = parameters.text('after');
    const question = {
      query: parseQuery(parameters.text('q') ?? '', { now }),
      after: after === '' ? undefined : after,
      last: parameters.integer('last', 0, MAX_LAST) ?? 0,
    };
    // The place of the old one is free for the new one.
    this.#stop();
    const output = tailWritable(socket);
    const controller = new AbortController();
    const reader = { caller, form: linkMessages, signal: controller.signal, open: () => output };
    this.#running = { client: openTail(services, question, reader), output, controller };
  }

  #stop(): void {
    if (this.#running === undefined) return;
    this.end();
    this.#send({ type: 'tail.stopped' });
  }

  #send(message: TailMessage): void {
    this.#options.socket.send(JSON.stringify(message), () => undefined);
  }
}
