/** A server that tests talk to. */
export interface Service {
  readonly name: string;
  /** Where clients reach it, without a slash at the end. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Whether this process started it. What others run is used, and is neither killed nor stopped. */
  readonly owned: boolean;
  /** The temporary folder with its data and log; absent where others run it. */
  readonly folder?: string;
  /** Ends it with SIGKILL; resolves when its ports are free. Rejects where others run it. */
  kill(): Promise<void>;
  /** Starts it again on the same ports and data (after a SIGKILL if it still runs); resolves when it answers. */
  restart(): Promise<void>;
  /** Freezes it with SIGSTOP: connections stay open and nothing answers. */
  suspend(): Promise<void>;
  /** Lets a frozen server go on. */
  resume(): Promise<void>;
  /** Ends it in good order and removes its folder. Does nothing where others run it. */
  stop(): Promise<void>;
  /** The last lines of its log. */
  log(): string;
}

/** Reads what a machine lacks before anything is installed, installs it, and starts servers. */
export interface ServiceDefinition<Options, Started extends Service> {
  readonly name: string;
  /** What this machine lacks and cannot install; undefined where there is nothing. */
  missing(): string | undefined;
  /** Downloads and unpacks or installs what is needed, once. Throws {@link Missing}. */
  install(): Promise<string>;
  /** Starts a server on free ports in a temporary folder. */
  start(options?: Options): Promise<Started>;
}

export interface ElasticsearchOptions {
  /** Lines of elasticsearch.yml, for example `{ 'thread_pool.write.queue_size': 1 }`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** A superuser; switches security on. The password has six characters at least. */
  readonly user?: { readonly name: string; readonly password: string };
  /** 512 by default. */
  readonly heapMegabytes?: number;
}

export interface Elasticsearch extends Service {
  readonly user?: { readonly name: string; readonly password: string };
}

export declare const elasticsearch: ServiceDefinition<ElasticsearchOptions, Elasticsearch>;

export interface ElasticsearchReply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- the shapes are Elasticsearch's
  readonly body: any;
}

/** Asks a server, as its user where it has one; answers the status and the parsed body. */
export declare function askElasticsearch(
  server: Pick<Elasticsearch, 'url' | 'user'>,
  method: string,
  path: string,
  body?: object,
): Promise<ElasticsearchReply>;

export interface RsyslogReceived {
  /** The priority as it came: facility × 8 + severity. */
  readonly pri: string;
  readonly facility: string;
  readonly severity: string;
  readonly version: string;
  readonly timestamp: string;
  readonly hostname: string;
  readonly app: string;
  readonly process: string;
  readonly message_id: string;
  /** As it came. */
  readonly structured_data: string;
  /** As rsyslog parsed it: element → parameter → value. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly message: string;
  /** The way it came: `udp`, `tcp` or `tls`. */
  readonly input: string;
  readonly raw: string;
}

export interface Rsyslog extends Service {
  readonly ports: { readonly tcp: number; readonly udp: number; readonly tls: number };
  /** What a TLS client needs; the server takes only clients with such a certificate. */
  certificates(): { readonly ca: string; readonly cert: string; readonly key: string };
  /** Everything that rsyslog took and parsed, in its order. */
  received(): readonly RsyslogReceived[];
}
export declare const rsyslog: ServiceDefinition<object, Rsyslog>;

export interface Settings {
  /** Settings in the server's own words. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

export interface Postgresql extends Service {
  /** The folder with psql and its kin; absent where others run the server. */
  readonly programs: string;
}
export declare const postgresql: ServiceDefinition<Settings, Postgresql>;

/** Appends each write to a synced file. */
export declare const redis: ServiceDefinition<Settings, Service>;

export interface Nats extends Service {
  readonly monitorUrl: string;
}
/** With JetStream. */
export declare const nats: ServiceDefinition<object, Nats>;

export interface PrometheusOptions {
  /** prometheus.yml as an object; scrapes nothing by default. */
  readonly configuration?: object;
}
export interface Prometheus extends Service {
  /** Rewrite it, then `POST /-/reload`. */
  readonly configFile: string;
}
export declare const prometheus: ServiceDefinition<PrometheusOptions, Prometheus>;

export interface Chromium extends Service {
  /** For drivers that start it themselves, with {@link CHROMIUM_ARGUMENTS}. */
  readonly executablePath: string;
}
/** A browser without a window; its address is that of the DevTools protocol. */
export declare const chromium: ServiceDefinition<object, Chromium>;

/** Keeps Chromium from calling home, and lets it run as root in a container. */
export declare const CHROMIUM_ARGUMENTS: readonly string[];

/** Speaks S3: a bucket `logs`, with the keys `tailrace` and `tailrace-secret`. */
export declare const versitygw: ServiceDefinition<object, Service>;

/** The options and the answer of each service. */
export interface Services {
  chromium: { options: object; service: Chromium };
  elasticsearch: { options: ElasticsearchOptions; service: Elasticsearch };
  nats: { options: object; service: Nats };
  postgresql: { options: Settings; service: Postgresql };
  prometheus: { options: PrometheusOptions; service: Prometheus };
  redis: { options: Settings; service: Service };
  rsyslog: { options: object; service: Rsyslog };
  versitygw: { options: object; service: Service };
}

export type ServiceName = keyof Services;

/** Every service that can be had, by name. */
export declare const catalog: ReadonlyMap<ServiceName, ServiceDefinition<object, Service>>;

/** The environment's variable that points at a server of one's own: `TAILRACE_TEST_ELASTICSEARCH_URL`. */
export declare function urlVariable(name: ServiceName): string;

export type Obtained<Started> =
  | { readonly available: true; readonly service: Started; readonly reason?: undefined }
  | { readonly available: false; readonly service?: undefined; readonly reason: string };

/**
 * A service for tests: the one that the environment points at, else one that is started here. With `own: true`, or with
 * any option of its start, always one that is started here and may be killed.
 *
 * @throws where it is not to be had and `TAILRACE_REQUIRE_SERVICES` is 1; else the reason is answered.
 */
export declare function obtain<Name extends ServiceName>(
  name: Name,
  options?: Services[Name]['options'] & { readonly own?: boolean },
): Promise<Obtained<Services[Name]['service']>>;

/**
 * Registers tests that need a service: where it is not to be had, one skipped test says why. It is started before them
 * and stopped after them; inside of tests the function that `register` is given answers it.
 *
 * @example
 * withService({ describe, it, beforeAll, afterAll }, 'elasticsearch', {}, (es) => {
 *   it('answers', async () => expect((await fetch(`${es().url}/_cluster/health`)).status).toBe(200));
 * });
 */
export declare function withService<Name extends ServiceName>(
  vitest: {
    readonly describe: (name: string, register: () => Promise<void>) => void;
    readonly it: { readonly skip: (name: string, test: () => void) => void };
    readonly beforeAll: (work: () => Promise<void>) => void;
    readonly afterAll: (work: () => Promise<void>) => void;
  },
  name: Name,
  options: Services[Name]['options'] & { readonly own?: boolean },
  register: (service: () => Services[Name]['service']) => void,
): void;

/** A TCP and UDP port of 127.0.0.1 that nobody uses, below the range of outgoing connections. */
export declare function freePort(): Promise<number>;

/** What one end of a TLS connection shows, in PEM. */
export interface CertificateAndKey {
  readonly cert: string;
  readonly key: string;
}

/** Certificates for tests alone, in PEM. */
export declare const certificates: {
  /** Vouches for the server and the client. */
  readonly authority: string;
  /** Vouches for nobody. */
  readonly otherAuthority: string;
  /** At 127.0.0.1 and localhost. */
  readonly server: CertificateAndKey;
  readonly client: CertificateAndKey;
  /** Whom the authority does not know. */
  readonly stranger: CertificateAndKey;
};

/** Says what a machine lacks. */
export declare class Missing extends Error {}
