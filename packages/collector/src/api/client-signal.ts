import type { FastifyReply } from 'fastify';
import { whenOver } from '../when-over.ts';

/** Answers a signal that is aborted when the client leaves before its answer is whole. */
export function clientSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  whenOver(reply.raw, () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
