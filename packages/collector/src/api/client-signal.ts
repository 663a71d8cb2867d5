import type { FastifyReply } from 'fastify';

/** Answers a signal that is aborted when the client leaves before its answer is whole. */
export function clientSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
