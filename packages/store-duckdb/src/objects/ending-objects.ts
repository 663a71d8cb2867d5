import type { ObjectRequest, ObjectStore } from './object-store.ts';

/** The same object store until a signal ends it: requests under way are cancelled, and no other begins. */
export function endingObjects(objects: ObjectStore, signal: AbortSignal): ObjectStore {
  const until = async <Output>({ signal: own }: ObjectRequest, ask: (request: ObjectRequest) => Promise<Output>) => {
    signal.throwIfAborted();
    return ask({ signal: own === undefined ? signal : AbortSignal.any([own, signal]) });
  };
  return {
    name: objects.name,
    put: (key, bytes, request = {}) => until(request, (ending) => objects.put(key, bytes, ending)),
    get: (key, request = {}) => until(request, (ending) => objects.get(key, ending)),
    async *list(prefix, request = {}) {
      signal.throwIfAborted();
      const ending = request.signal === undefined ? signal : AbortSignal.any([request.signal, signal]);
      for await (const object of objects.list(prefix, { signal: ending })) {
        signal.throwIfAborted();
        yield object;
      }
    },
    delete: (key, request = {}) => until(request, (ending) => objects.delete(key, ending)),
  };
}
