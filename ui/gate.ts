// Who gets an answer: a browser of this user that was given a link, from our own pages, to look and not to act.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { forbidden, othersHost, othersPage, type Rejection, type UiAdmission } from '../worker/browsers/admission.js';
import { isOwnUser } from '../worker/browsers/peer-user.js';
import { loopback } from '../worker/ports.js';

export const openPath = '/open';
export const notAdmitted = 'Run `eagan ui` and open the link that it prints.';

/** Nothing of others runs in a page or frames it, and nothing that it shows stays behind or leaves it. */
const headers = {
  'content-security-policy': [
    "default-src 'none'",
    ...["script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'"],
    ...["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"],
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};

interface Gate {
  /** null: the port is not known yet. */
  readonly admission: () => UiAdmission | null;
  readonly port: () => number;
  readonly names: readonly string[];
}

/** Before anything else of each request. Also answers that refuse have the headers. */
export async function admit(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | void> {
  withHeaders(reply);
  const rejection = await rejectionOf(gate, request);
  if (rejection) return refuse(reply, rejection);
}

export const withHeaders = (reply: FastifyReply): FastifyReply => reply.headers(headers);

export function refuse(reply: FastifyReply, { status, text }: Rejection): FastifyReply {
  // What is left of a body would be taken for the next request.
  return reply.code(status).header('connection', 'close').type('text/plain; charset=utf-8').send(`${text}\n`);
}

async function rejectionOf(gate: Gate, { raw, url }: FastifyRequest): Promise<Rejection | null> {
  const host = othersHost(raw.headers, gate.port(), gate.names);
  if (host) return host;
  const { socket } = raw;
  // Another machine has no users of ours; it needs the link.
  const isLocal = socket.localAddress === loopback || socket.localAddress === `::ffff:${loopback}`;
  if (isLocal && !(await isOwnUser(socket))) return forbidden('It belongs to another user.');
  if (raw.method !== 'GET') return { status: 405, text: 'These pages are only read.' };
  if (url === openPath || url.startsWith(`${openPath}?`)) return null;
  const page = othersPage(raw.headers);
  if (page) return page;
  return gate.admission()?.isAdmitted(raw.headers) ? null : forbidden(notAdmitted);
}
