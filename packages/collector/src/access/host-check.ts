import { isIP } from 'node:net';

/** Tells whether an address to listen on is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Takes the name out of a `Host` header or an authority: lower case, without port, brackets and closing dot. */
function hostName(authority: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d*)?$/.exec(authority);
  const name = bracketed?.[1] ?? authority.replace(/:\d*$/, '');
  return name.toLowerCase().replace(/\.$/, '');
}

/**
 * Decides which `Host` and `Origin` headers are served.
 *
 * A page of a stranger can point a name of its own at this machine (DNS rebinding), so names must be known here. An IP
 * address in `Host` is no such name.
 */
export class HostCheck {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #anyHost: boolean;

  constructor(host: string, allowedHosts: readonly string[], allowedOrigins: readonly string[]) {
    this.#hosts = new Set(['localhost', hostName(host), ...allowedHosts.map(hostName)]);
    this.#origins = new Set(allowedOrigins);
    this.#anyHost = allowedHosts.includes('*');
  }

  /** Tells whether a `Host` header is one of ours. */
  allowsHost(header: string | undefined): boolean {
    if (header === undefined || header === '') return false;
    if (this.#anyHost) return true;
    const name = hostName(header);
    return isIP(name) !== 0 || this.#hosts.has(name);
  }

  /** Tells whether an `Origin` header is that of our own pages, or a named one; no header is no browser. */
  allowsOrigin(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined || this.#origins.has(origin)) return true;
    if (host === undefined || !URL.canParse(origin)) return false;
    return new URL(origin).host === host.toLowerCase();
  }

  /**
   * Tells whether a browser says that a stranger's page asks for data here, as an image or a script: such requests bring
   * no `Origin`, and their answers can't be read, but every one of them is work. Links are followed.
   */
  isForeignLoad(site: string | undefined, mode: string | undefined): boolean {
    return (site === 'cross-site' || site === 'same-site') && mode !== 'navigate';
  }

  /** Tells whether pages of this origin may call from elsewhere, and so need CORS headers. */
  isForeign(origin: string | undefined): origin is string {
    return origin !== undefined && this.#origins.has(origin);
  }
}
