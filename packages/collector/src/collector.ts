import { type AddressInfo, isIPv6 } from 'node:net';
import { AuditTrail } from './access/audit.ts';
import { Guard } from './access/guard.ts';
import { HostCheck } from './access/host-check.ts';
import { LoginLimit } from './access/login-limit.ts';
import { sessionRoutes } from './access/session-routes.ts';
import { Sessions } from './access/sessions.ts';
import { TokenTable } from './access/tokens.ts';
import { mountComplete } from './api/complete.ts';
import { mountExplain } from './api/explain.ts';
import { mountFields } from './api/fields.ts';
import { mountHealth } from './api/health.ts';
import { mountHistogram } from './api/histogram.ts';
import { mountMetrics } from './api/metrics.ts';
import { mountQuery } from './api/query.ts';
import { QueryTurns } from './api/query-turns.ts';
import { mountRecord } from './api/record.ts';
import { mountStats } from './api/stats.ts';
import { StoreHealth } from './api/store-health.ts';
import { mountTail } from './api/tail.ts';
import { type CollectorCounts, countsOf } from './counts.ts';
import { InFlight } from './in-flight.ts';
import { Acceptor } from './ingest/accept.ts';
import { mountIngest } from './ingest/http.ts';
import { PendingBytes } from './ingest/pending-bytes.ts';
import { Links } from './link/links.ts';
import { ProcessMetrics } from './metrics/process-metrics.ts';
import { MetricRegistry } from './metrics/registry.ts';
import { type CheckedOptions, type CollectorOptions, checkCollectorOptions } from './options.ts';
import { mountPages, registerPages } from './pages/pages.ts';
import { createServer } from './server.ts';
import type { Services } from './services.ts';
import { TailHub } from './tail/tail-hub.ts';
import { listenTcp, type TcpServer } from './tcp/tcp-server.ts';
import { mountWebSocket, serveWebSockets } from './websocket/websocket-server.ts';

/** A collector that listens. */
export interface Collector {
  /** Where it is reached: `http://127.0.0.1:8717`. */
  readonly url: string;
  readonly port: number;
  /** Where it is reached over TCP: `tcp://127.0.0.1:8718`, `tls://…` or `unix:/path`; `undefined` where it is not. */
  readonly tcpUrl: string | undefined;
  /**
   * Stops taking requests and batches, lets those in hand finish (`closeTimeoutMillis`), ends live tails and
   * connections, and stores what the filter holds. The store stays open: whoever opened it closes it.
   */
  close(): Promise<void>;
  /** What was counted since the start; `/metrics` tells more. */
  metrics(): CollectorCounts;
}

const MOUNTS = [
  mountQuery,
  mountTail,
  mountWebSocket,
  mountHistogram,
  mountRecord,
  mountFields,
  mountComplete,
  mountExplain,
  mountStats,
  mountHealth,
  mountMetrics,
  mountPages,
];

/**
 * Starts a collector on an open store.
 *
 * @throws TailraceError `TAILRACE_UNSAFE_LISTEN` for an address beyond loopback without a token, and the codes of wrong
 *   options. Rejects with the system's error where the address is taken.
 * @example
 * const collector = await startCollector({ store: await openDuckdbStore({ directory: './logs' }) });
 * console.log(collector.url);
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const checked = checkCollectorOptions(options);
  const closing = new AbortController();
  const services = createServices(checked, closing.signal);
  const tokens = new TokenTable(checked.tokens);
  const sessions = new Sessions(checked);
  const hosts = new HostCheck(checked.host, checked.allowedHosts, checked.allowedOrigins);
  const { metrics, diagnostics } = services;
  const guard = new Guard({ tokens, sessions, hosts, metrics, diagnostics });
  const logins = new LoginLimit(checked.clock);
  const mounts = [...MOUNTS, sessionRoutes({ guard, tokens, sessions, logins })];
  const app = createServer({ services, guard, mounts, streamingMounts: [mountIngest] });
  serveWebSockets(app.server, services, guard);
  if (checked.pagesDirectory !== undefined) registerPages(app, checked.pagesDirectory);
  let tcp: TcpServer | undefined;
  try {
    await app.listen({ host: checked.host, port: checked.port });
    if (checked.tcp !== false) tcp = await listenTcp(services, guard, checked.tcp);
  } catch (error) {
    await app.close();
    // The filter is let go, so that a start at another port may have it.
    await services.acceptor.close();
    throw error;
  }
  services.process.start();

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    closing.abort();
    services.tail.endAll();
    const timer = checked.clock.schedule(() => {
      app.server.closeAllConnections();
      services.links.cutAll();
    }, checked.closeTimeoutMillis);
    const linksClosed = services.links.closeAll();
    // Connections that are open without a request (browsers and clients open some in advance) would hold the close up.
    void services.inFlight.idle().then(() => app.server.closeAllConnections());
    await Promise.all([app.close(), tcp?.close(), linksClosed]);
    timer.cancel();
    await services.acceptor.close();
    await services.audit.settled();
    services.process.stop();
  }

  const { port } = app.server.address() as AddressInfo;
  const name = isIPv6(checked.host) ? `[${checked.host}]` : checked.host;
  return {
    url: `http://${name}:${port}`,
    port,
    tcpUrl: tcp?.url,
    close: () => {
      closed ??= close();
      return closed;
    },
    metrics: () => countsOf(services),
  };
}

function createServices(options: CheckedOptions, closing: AbortSignal): Services {
  const { store, clock, diagnostics, filter } = options;
  const metrics = new MetricRegistry();
  const health = new StoreHealth(clock, diagnostics);
  const tail = new TailHub();
  return {
    options,
    store,
    clock,
    diagnostics,
    metrics,
    process: new ProcessMetrics(),
    health,
    acceptor: new Acceptor({ store, filter, tail, health, metrics, diagnostics }),
    pending: new PendingBytes(options.maxPendingBytes),
    turns: new QueryTurns(options.maxQueriesPerToken),
    tail,
    audit: new AuditTrail({ scope: options.audit, store, clock, diagnostics }),
    links: new Links(metrics),
    inFlight: new InFlight(),
    closing,
  };
}
