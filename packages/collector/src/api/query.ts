import { Readable } from 'node:stream';
import type { Answer } from '@tailrace/query';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import type { RouteMount } from '../routes.ts';
import { answerLines } from './answer-lines.ts';
import { clientSignal } from './client-signal.ts';
import { failureOf } from './failure.ts';
import { measure } from './measure.ts';
import { type Question, readQuestion } from './question.ts';

const NDJSON = 'application/x-ndjson';

/** `GET|POST /v1/query`: one answer as JSON, or streamed line by line. */
export const mountQuery: RouteMount = (route, services) => {
  const { store, audit, metrics, diagnostics, clock } = services;

  async function answer(
    given: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    caller: Caller,
  ): Promise<unknown> {
    const streamed = request.headers.accept?.includes(NDJSON) ?? false;
    const question = readQuestion(given, streamed, services);
    audit.note({ action: streamed ? 'export' : 'query', caller, target: question.query.source });
    const options = { signal: clientSignal(reply), timeoutMillis: question.timeoutMillis };
    return streamed
      ? stream(question, options, reply)
      : withNotes(await store.query(question.asked, options), question);
  }

  async function stream(
    question: Question,
    options: { signal: AbortSignal; timeoutMillis: number },
    reply: FastifyReply,
  ): Promise<unknown> {
    const started = clock.monotonic();
    const lines = answerLines(store, question, options);
    // The first line is fetched before the head is written, so that a question that fails at once gets its status.
    const first = await lines.next();
    async function* text(): AsyncGenerator<string> {
      try {
        if (first.done !== true) yield first.value;
        yield* lines;
      } catch (error) {
        const failure = failureOf(error, diagnostics);
        metrics.add('tailrace_query_failures_total', 1, failure.body.error.code);
        yield `${JSON.stringify(failure.body)}\n`;
      } finally {
        metrics.observe('tailrace_query_duration_seconds', (clock.monotonic() - started) / 1000, 'export');
      }
    }
    return reply.type(NDJSON).send(Readable.from(text(), { objectMode: false }));
  }

  const asked = (name: 'GET /v1/query' | 'POST /v1/query'): void => {
    const handler = measure(services, 'query', (request, reply, caller) =>
      answer(name === 'POST /v1/query' ? request.body : request.query, request, reply, caller),
    );
    route(name, handler);
  };
  asked('GET /v1/query');
  asked('POST /v1/query');
};

function withNotes(answer: Answer, question: Question): Answer {
  const notes = [...question.query.notes, ...answer.notes.filter((note) => !question.query.notes.includes(note))];
  return { ...answer, notes };
}
