// The names under which browsers may reach the server.
import { hostname, networkInterfaces } from 'node:os';
import { isIPv6 } from 'node:net';
import { loopbackNames } from '../worker/browsers/admission.js';
import { loopback } from '../worker/ports.js';

/** Only this machine reaches these. Of an IPv6 address the system does not say whose a connection is. */
export const isLoopback = (host: string): boolean => host === loopback || host === 'localhost';

/** What may stand in a Host header, without the port: a page of others reaches the port under a name of its own. */
export function namesOf(host: string): readonly string[] {
  if (isLoopback(host)) return loopbackNames;
  if (host !== '0.0.0.0' && host !== '::') return [written(host)];
  const addresses = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
  return [...loopbackNames, ...addresses.map(written), written(hostname())];
}

/** As it stands in an address of the web. */
export function written(host: string): string {
  return isIPv6(host) ? `[${host}]`.toLowerCase() : host.toLowerCase();
}
