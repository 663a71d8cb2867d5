import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkOptions } from '../options/check-options.ts';
import { enterExactContext, runInExactContext } from './context.ts';
import type { Context } from './context-fields.ts';
import { addHeadersToHttp } from './outgoing-http.ts';
import { incomingTrace, traceHeaders } from './trace.ts';

export interface PropagateTracesOptions {
  /**
   * Which requests we make carry the current trace: all (`true`, the default), none, or those whose origin
   * (`https://api.example.com`) the function says yes to.
   */
  readonly outgoing?: boolean | ((origin: string) => boolean);
  /** Whether each request that a `node:http` server receives gets a context of its own; `true` by default. */
  readonly incoming?: boolean;
}

/** What `undici:request:create` tells, of undici 5 to 8 and of the global `fetch`. */
interface UndiciRequest {
  readonly origin?: string | URL;
  readonly headers?: string | readonly unknown[];
  addHeader(name: string, value: string): unknown;
}

/**
 * Carries traces in and out of the process from now on [B3]; answers the function that undoes it.
 *
 * Out: requests through the global `fetch`, undici, `node:http` and `node:https` get `traceparent` and `tracestate` of
 * the context they are made in, unless they have a `traceparent` already. In: each request to a `node:http` (or https)
 * server is handled in a fresh context, in the trace that its headers carry, or in a new one.
 *
 * The function that undoes it leaves connections that are open then in the context of their last request.
 *
 * Not needed beside OpenTelemetry's own instrumentation of HTTP, which does the same. A request that waits for a free
 * connection of an undici pool with limited `connections` is made late, in another's context: pass
 * `traceHeaders()` by hand there.
 *
 * @throws TailraceError for wrong options.
 * @example
 * const stop = propagateTraces({ outgoing: (origin) => origin.endsWith('.example.com') });
 */
export function propagateTraces(options: PropagateTracesOptions = {}): () => void {
  checkOptions('propagateTraces', options, {
    outgoing: { type: 'function', oneOf: [true, false] },
    incoming: { type: 'boolean' },
  });
  const { outgoing = true, incoming = true } = options;
  const undo: (() => void)[] = [];
  if (outgoing !== false) {
    const headersFor = (origin: string) => (outgoing === true || outgoing(origin) ? traceHeaders() : {});
    undo.push(
      addHeadersToHttp(headersFor),
      listen('undici:request:create', (message) => injectUndici(message, headersFor)),
    );
  }
  if (incoming) undo.push(listen('http.server.request.start', enterRequest));
  return () => {
    for (const restore of undo.splice(0)) restore();
  };
}

function listen(channel: string, listener: (message: unknown) => void): () => void {
  subscribe(channel, listener);
  return () => void unsubscribe(channel, listener);
}

function injectUndici(message: unknown, headersFor: (origin: string) => Record<string, string>): void {
  const { request } = message as { request: UndiciRequest };
  const { headers = [] } = request;
  const names = typeof headers === 'string' ? headers.split(/[\r\n:]+/) : headers;
  if (names.some((name) => typeof name === 'string' && name.toLowerCase() === 'traceparent')) return;
  for (const [name, value] of Object.entries(headersFor(String(request.origin ?? '')))) request.addHeader(name, value);
}

/** The context is replaced, not laid over: a kept connection must not hand one request's context to the next. */
function enterRequest(message: unknown): void {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  const context = incomingTrace(request.headers);
  enterExactContext(context);
  keepInContext(request, context);
  keepInContext(response, context);
}

/**
 * Events of a body come from the connection's parser, which on newer Node runs in the context that the connection was
 * accepted in: whoever reads a body by its events would lose the trace.
 */
function keepInContext(emitter: EventEmitter, context: Context): void {
  const emit = emitter.emit.bind(emitter);
  emitter.emit = (event: string | symbol, ...args: unknown[]) => runInExactContext(context, () => emit(event, ...args));
}
