// The proxy to a configured Temporal. The embedded server is on this machine and needs none.
import { isIPv4 } from 'node:net';

export interface Proxy {
  /** The environment variable that names it. */
  readonly variable: string;
  /** `host:port`, without credentials. */
  readonly address: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The first variable that is set wins; lower case before upper case, as in curl and grpc. */
const proxyVariables = ['grpc_proxy', 'https_proxy', 'http_proxy', 'all_proxy'];
const exceptionVariables = ['no_grpc_proxy', 'no_proxy'];

/**
 * The HTTP proxy that the environment names for `host:port`; null: connect directly. Other kinds of proxies cannot
 * carry gRPC.
 */
export function proxyFor(address: string, environment: Environment = process.env): Proxy | null {
  if (isException(address, environment)) return null;
  for (const [variable, value] of valuesOf(proxyVariables, environment)) {
    const proxy = parseProxy(variable, value);
    if (proxy) return proxy;
  }
  return null;
}

/** `the proxy 10.0.0.1:3128 (https_proxy)`, for messages. */
export const proxyText = ({ address, variable }: Proxy): string => `the proxy ${address} (${variable})`;

/** grpc-js takes a proxy only from the environment, when a channel is made. `make` sees exactly this one. */
export function withProxyVariables<T>({ address, credentials }: Proxy, make: () => T): T {
  const names = ['grpc_proxy', ...exceptionVariables];
  const before = names.map((name) => [name, process.env[name]] as const);
  const user = credentials && [credentials.username, credentials.password].map(encodeURIComponent).join(':');
  for (const name of names) delete process.env[name];
  process.env.grpc_proxy = `http://${user ? `${user}@` : ''}${address}`;
  try {
    return make();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** The variables that are set, in order. */
function valuesOf(names: readonly string[], environment: Environment): (readonly [name: string, value: string])[] {
  const spellings = names.flatMap((name) => [name, name.toUpperCase()]);
  return spellings.flatMap((name) => (environment[name] ? [[name, environment[name]] as const] : []));
}

function parseProxy(variable: string, value: string): Proxy | null {
  const url = parseUrl(/^[a-z0-9+.-]+:\/\//i.test(value) ? value : `http://${value}`);
  if (!url || url.protocol !== 'http:' || !url.hostname) return null;
  const [username, password] = [url.username, url.password].map(decodeURIComponent) as [string, string];
  return {
    variable,
    address: `${url.hostname}:${url.port || '80'}`,
    credentials: username ? { username, password } : null,
  };
}

/** `no_proxy`: names with their subdomains, addresses, IPv4 ranges, each with or without a port; `*` is everything. */
function isException(address: string, environment: Environment): boolean {
  const [first] = valuesOf(exceptionVariables, environment);
  const url = parseUrl(`tcp://${address}`);
  if (!first || !url) return false;
  const host = bare(url.hostname);
  return first[1]
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry.toLowerCase(), host, url.port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const range = /^([\d.]+)\/(\d+)$/.exec(entry);
  if (range) return isIPv4(host) && isIPv4(range[1]!) && inRange(host, range[1]!, Number(range[2]));
  const [, name, entryPort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [null, entry];
  if (entryPort && entryPort !== port) return false;
  const suffix = bare(name!).replace(/^\*?\./, '');
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
}

function inRange(host: string, start: string, bits: number): boolean {
  const number = (ip: string): bigint => ip.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const shift = BigInt(32 - Math.min(32, bits));
  return number(host) >> shift === number(start) >> shift;
}

/** `[::1]` without its brackets. */
const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, '');

const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);
