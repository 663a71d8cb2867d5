import type { RequestOptions } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

type HttpModule = { request: (...args: unknown[]) => unknown; get: (...args: unknown[]) => unknown };
type HeaderSource = (origin: string) => Record<string, string>;

/**
 * Both modules as CommonJS holds them: the namespaces of ES modules cannot be written to. They are loaded only here, for
 * they take a while.
 */
function httpModules(): readonly { readonly module: HttpModule; readonly protocol: string }[] {
  return [
    { module: process.getBuiltinModule('node:http') as unknown as HttpModule, protocol: 'http:' },
    { module: process.getBuiltinModule('node:https') as unknown as HttpModule, protocol: 'https:' },
  ];
}

/**
 * Adds headers to every request made through `node:http` and `node:https`; answers the function that undoes it.
 *
 * The functions themselves are wrapped, since on Node 20 the diagnostics channel speaks only when the headers are
 * already written. Where others have wrapped them since, ours stays in place and does nothing more.
 */
export function addHeadersToHttp(headersFor: HeaderSource): () => void {
  const undo = httpModules().flatMap(({ module, protocol }) =>
    (['request', 'get'] as const).map((name) => {
      const original = module[name];
      let isActive = true;
      const wrapped = function (this: unknown, ...args: unknown[]): unknown {
        return original.apply(this, isActive ? withHeaders(args, protocol, headersFor) : args);
      };
      module[name] = wrapped;
      return () => {
        isActive = false;
        if (module[name] === wrapped) module[name] = original;
      };
    }),
  );
  syncBuiltinESMExports();
  return () => {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  };
}

/** The arguments of `request(url?, options?, callback?)` with headers laid under those that are given. */
function withHeaders(args: unknown[], protocol: string, headersFor: HeaderSource): unknown[] {
  try {
    const hasUrl = typeof args[0] === 'string' || args[0] instanceof URL;
    const place = hasUrl ? 1 : 0;
    const given = typeof args[place] === 'object' && args[place] !== null ? (args[place] as RequestOptions) : undefined;
    const headers = headersFor(originOf(hasUrl ? String(args[0]) : undefined, given, protocol));
    if (Object.keys(headers).length === 0 || carriesTrace(given?.headers)) return args;
    const options = { ...given, headers: merged(given?.headers, headers) };
    const rest = args.slice(given === undefined ? place : place + 1);
    return [...args.slice(0, place), options, ...rest];
  } catch {
    // Whatever is wrong with the arguments is for Node to say.
    return args;
  }
}

function originOf(url: string | undefined, options: RequestOptions | undefined, protocol: string): string {
  if (url !== undefined) return new URL(url).origin;
  const host = options?.hostname ?? options?.host ?? 'localhost';
  const port = options?.port === undefined || options.port === null ? '' : `:${options.port}`;
  return new URL(`${options?.protocol ?? protocol}//${host}${port}`).origin;
}

/** Headers may be an object, a flat list of names and values, or a list of pairs. */
function merged(given: unknown, added: Record<string, string>): unknown {
  if (!Array.isArray(given)) return { ...added, ...(given as object | undefined) };
  return Array.isArray(given[0])
    ? [...(given as unknown[]), ...Object.entries(added)]
    : [...(given as unknown[]), ...Object.entries(added).flat()];
}

function carriesTrace(headers: unknown): boolean {
  const names = Array.isArray(headers)
    ? (headers as unknown[]).flat()
    : Object.keys((headers as object | undefined) ?? {});
  return names.some((name) => typeof name === 'string' && name.toLowerCase() === 'traceparent');
}
