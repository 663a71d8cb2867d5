import type { TransportName } from '../transport-names.ts';
import type { Subject } from './subject.ts';

/** Loads one subject alone, so that an application has no other transport in its memory. */
const LOADERS: Readonly<Record<TransportName, () => Promise<{ readonly subject: Subject }>>> = {
  file: () => import('./file.ts'),
  http: () => import('./http.ts'),
  websocket: () => import('./websocket.ts'),
  tcp: () => import('./tcp.ts'),
  sentry: () => import('./sentry.ts'),
  elasticsearch: () => import('./elasticsearch.ts'),
};

/** Loads a subject by its transport's name. */
export async function subjectOf(name: TransportName): Promise<Subject> {
  return (await LOADERS[name]()).subject;
}
