import type { TlsOptions } from '@tailrace/delivery';
import { buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool, ProxyAgent } from 'undici';
import { decoded } from './decoded.ts';

/** What a TLS connection is made with, as `tls.connect` takes it. */
export type HttpTlsOptions = TlsOptions;

/** How connections are made and kept. */
export interface ConnectionSettings {
  readonly connections: number;
  readonly connectTimeoutMillis: number;
  readonly keepAliveMillis: number;
  readonly tls: HttpTlsOptions | undefined;
  /** The proxy to go through; `'environment'` as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say. */
  readonly proxy: URL | 'environment' | undefined;
}

/** Makes the pool of connections to an origin, through a proxy where there is one. */
export function dispatcherTo(origin: string, settings: ConnectionSettings): Dispatcher {
  const { connections, connectTimeoutMillis, keepAliveMillis, tls, proxy } = settings;
  const options = {
    connections,
    pipelining: 1,
    // The delivery's own time limit aborts what takes too long.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: keepAliveMillis,
    connect: { timeout: connectTimeoutMillis, ...tls },
  };
  if (proxy === undefined) return new Pool(origin, { ...options, connect: unreferenced(options.connect) });
  if (proxy === 'environment') return new EnvHttpProxyAgent({ ...options, requestTls: { ...tls } });
  const { username, password } = proxy;
  const secret = `${decoded(username)}:${decoded(password)}`;
  return new ProxyAgent({
    ...options,
    uri: proxy.origin,
    requestTls: { ...tls },
    ...(username !== '' && { token: `Basic ${Buffer.from(secret).toString('base64')}` }),
  });
}

/**
 * Makes connections that do not keep the process alive: how long it waits for what is under way is the delivery's to
 * say, and an answer that never comes must not decide it. undici references a connection anew with each request, so that
 * is taken from it.
 */
function unreferenced(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector(options);
  return (target, callback) => {
    connect(target, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      socket.unref();
      socket.ref = () => socket;
      callback(null, socket);
    });
  };
}
