// Who may use a page that eagan serves: a browser that was given a link which this user asked for. Web pages and other
// users of the machine get nothing.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A link may be opened once, within this time. */
const linkMs = 10 * 60_000;
/** Links that may be open at the same time: asking again and again takes no memory. */
const mostLinks = 20;

/** Why a request is not served, with the status of the answer. */
export interface Rejection {
  readonly status: 400 | 403 | 404 | 405 | 503;
  readonly text: string;
}

const newSecret = (): string => randomBytes(32).toString('base64url');
const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Names of this machine that no other machine can have. */
export const loopbackNames: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Why the Host of a request is not served: a web page can reach the port under a name of its own. null: it is.
 * `names`: those under which the port may be reached, in small letters.
 */
export function othersHost({ host }: IncomingHttpHeaders, port: number, names = loopbackNames): Rejection | null {
  const hosts = names.map((name) => `${name}:${port}`);
  return host && hosts.includes(host.toLowerCase())
    ? null
    : forbidden('This address is only for browsers on this machine.');
}

/**
 * Why a request comes from another web page than ours; null: it does not. A request across origins has another Origin,
 * or says so in Sec-Fetch-Site.
 */
export function othersPage(headers: IncomingHttpHeaders): Rejection | null {
  const { host, origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined && origin !== `http://${host}`)
    return forbidden('Other web pages may not use this address.');
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return forbidden('Other web pages may not use this address.');
  return null;
}

/**
 * Somebody follows a link in a page of another port of this machine, such as that of `eagan ui`. The page there learns
 * nothing of what is shown then.
 */
export const isVisit = ({ origin, ...headers }: IncomingHttpHeaders): boolean =>
  origin === undefined &&
  headers['sec-fetch-site'] === 'same-site' &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document';

export const forbidden = (text: string): Rejection => ({ status: 403, text });

/** The links that were given out, and the cookie that a browser gets for one. */
export class UiAdmission {
  private readonly session = newSecret();
  /** When each link ends, by the digest of its token. */
  private readonly links = new Map<string, number>();

  constructor(private readonly cookieName: string) {}

  /** A token for one link. */
  newToken(now = Date.now()): string {
    const token = newSecret();
    for (const [link, ends] of this.links) if (ends < now || this.links.size >= mostLinks) this.links.delete(link);
    this.links.set(digestOf(token), now + linkMs);
    return token;
  }

  /** The cookie for whoever opens the link first; null if the token is none, was used, or is too old. */
  admit(token: string | null, now = Date.now()): string | null {
    const link = digestOf(token ?? '');
    const ends = this.links.get(link);
    this.links.delete(link);
    if (ends === undefined || ends < now) return null;
    return `${this.cookieName}=${this.session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  isAdmitted({ cookie }: IncomingHttpHeaders): boolean {
    const [ours] = cookiesOf(cookie).filter(([name]) => name === this.cookieName);
    const given = Buffer.from(digestOf(ours?.[1] ?? ''));
    return timingSafeEqual(given, Buffer.from(digestOf(this.session)));
  }

  /** The cookies of a request without ours, which nobody else needs. */
  otherCookies({ cookie }: IncomingHttpHeaders): string {
    const others = cookiesOf(cookie).filter(([name]) => name !== this.cookieName);
    return others.map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

function cookiesOf(header: string | undefined): (readonly [name: string, value: string])[] {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)] as const] : [];
  });
}
