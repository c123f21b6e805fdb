// Keys of a configured Temporal: sent only under TLS, and never shown, also if a library repeats them in an error.
import { EaganError } from '../domain/errors.js';
import type { Proxy } from './proxy.js';

/** The parts of a connection that may hold secrets. */
interface SecretParts {
  readonly address?: string | undefined;
  readonly apiKey?: unknown;
  readonly metadata?: unknown;
  readonly tls?: unknown;
}

/** Shorter ones would hide words that are no secrets. */
const shortestSecret = 6;
/** What this process has read so far; the configuration is read again at each connection. */
const known = new Set<string>();

/** Remembers the secrets of a connection, so that `withoutSecrets` hides them. */
export function rememberSecrets({ apiKey, metadata, tls }: SecretParts, proxy: Proxy | null): void {
  const pair = (tls as { clientCertPair?: { key?: Uint8Array } } | undefined)?.clientCertPair;
  const values = [apiKey, ...Object.values(metadata ?? {}), proxy?.credentials?.password];
  const privateKey = pair?.key ? Buffer.from(pair.key).toString('utf8').split('\n') : [];
  for (const value of [...values, ...privateKey]) {
    if (typeof value === 'string' && value.trim().length >= shortestSecret) known.add(value.trim());
  }
}

/** A text in which no secret that this process knows can be read. */
export function withoutSecrets(text: string): string {
  const longestFirst = [...known].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((shown, secret) => shown.replaceAll(secret, '(a secret)'), text);
}

/**
 * Throws EAGAN_KEY_WITHOUT_TLS, before anything is sent, if a key would cross the network as it is. That holds for
 * this machine too: any user may listen at a port of it, and would get the key.
 */
export function requireTlsForKeys({ address, apiKey, metadata, tls }: SecretParts): void {
  const headers = Object.keys(metadata ?? {}).filter((name) => /^(authorization|.*(token|key|secret).*)$/i.test(name));
  if (tls || (apiKey === undefined && headers.length === 0)) return;
  const key = apiKey === undefined ? `the header ${headers[0]}` : 'an API key';
  const cure =
    'Set TEMPORAL_TLS=true, and TEMPORAL_TLS_SERVER_CA_CERT_PATH if the server has a certificate of its own. If the ' +
    'server needs no key, unset TEMPORAL_API_KEY and the key of the profile.';
  const message = `Temporal at ${address} must be reached with TLS, because ${key} is configured (TLS is off)`;
  throw new EaganError('EAGAN_KEY_WITHOUT_TLS', message, cure);
}
