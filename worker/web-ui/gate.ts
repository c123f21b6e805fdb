// The door of Temporal's web UI: a server on this machine that lets only admitted browsers through to it, and opens
// payloads for them on the same origin.
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EaganError } from '../../domain/errors.js';
import { loopback } from '../ports.js';
import type { KeyRing } from '../sealing/key-ring.js';
import { UiAdmission, forbidden, isVisit, othersHost, othersPage, type Rejection } from '../browsers/admission.js';
import { answerCodec, codecPath } from './codec-endpoint.js';
import { isOwnUser } from '../browsers/peer-user.js';

/** Where the web UI itself listens. */
export interface UiAddress {
  readonly host: string;
  readonly port: number;
}

const openPath = '/open';
/**
 * A page of ours goes on to the web UI: after a redirect, browsers would not send the cookie of whoever followed the
 * link from another page, such as a terminal in a browser.
 */
const onward = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>eagan</title>';
const noPort = 'End programs that listen on many ports, then run `eagan server ui` again.';
const notAdmitted = 'Run `eagan server ui` and open the link that it prints.';
/** What concerns one connection only. */
const ofConnection = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'proxy-connection'];

export class UiGate {
  private readonly admission: UiAdmission;

  private constructor(
    private readonly server: Server,
    private readonly keys: KeyRing,
    private readonly uiAddress: () => UiAddress | null,
  ) {
    this.admission = new UiAdmission(`eagan-ui-${this.port}`);
    server.on('request', (request, answer) => void this.serve(request, answer).catch(() => answer.destroy()));
    server.on('clientError', (_error, socket) => socket.destroy());
  }

  /** Listens on a port of the loopback address: the given one if it is free. */
  static async open(keys: KeyRing, uiAddress: () => UiAddress | null, port = 0): Promise<UiGate> {
    const server = (await listening(port)) ?? (await listening(0));
    if (!server) throw new EaganError('EAGAN_PORT_TAKEN', 'the web UI needs a free port (there is none)', noPort);
    return new UiGate(server, keys, uiAddress);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get address(): string {
    return `http://${loopback}:${this.port}`;
  }

  /** A link that admits one browser. */
  newLink(): string {
    return `${this.address}${openPath}?token=${this.admission.newToken()}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const url = urlOf(request);
    if (!url) return reject(request, answer, { status: 400, text: 'The address cannot be read.' });
    const host = othersHost(request.headers, this.port);
    if (host) return reject(request, answer, host);
    if (!(await isOwnUser(request.socket))) return reject(request, answer, forbidden('It belongs to another user.'));
    if (url.pathname === openPath) return this.admit(request, answer, url);
    const page = request.method === 'GET' && isVisit(request.headers) ? null : othersPage(request.headers);
    if (page) return reject(request, answer, page);
    if (!this.admission.isAdmitted(request.headers)) return reject(request, answer, forbidden(notAdmitted));
    if (url.pathname === codecPath || url.pathname.startsWith(`${codecPath}/`))
      return answerCodec(request, answer, this.keys);
    this.forward(request, answer);
  }

  private admit(request: IncomingMessage, answer: ServerResponse, url: URL): void {
    if (request.method !== 'GET') return reject(request, answer, { status: 405, text: 'Open the link in a browser.' });
    const cookie = this.admission.admit(url.searchParams.get('token'));
    if (cookie === null) return reject(request, answer, forbidden(`This link was used or is too old. ${notAdmitted}`));
    const headers = { 'set-cookie': cookie, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
    answer.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(onward);
  }

  private forward(request: IncomingMessage, answer: ServerResponse): void {
    const to = this.uiAddress();
    if (!to) return unavailable(answer);
    const headers = { ...withoutConnection(request.headers), host: `${to.host}:${to.port}` };
    const cookie = this.admission.otherCookies(request.headers);
    const asked = ask({
      ...{ host: to.host, port: to.port, method: request.method, path: request.url, agent: false },
      headers: { ...headers, cookie, connection: 'close' },
    });
    asked.on('error', () => (answer.headersSent ? answer.destroy() : unavailable(answer)));
    asked.on('response', (found) => {
      answer.writeHead(found.statusCode ?? 502, withoutCors(withoutConnection(found.headers)));
      found.pipe(answer);
      found.on('close', () => void (found.complete || answer.destroy()));
    });
    answer.on('close', () => asked.destroy());
    request.pipe(asked);
  }
}

function listening(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer({ maxHeaderSize: 64 * 1024 });
    server.once('error', () => resolve(null));
    server.listen({ port, host: loopback }, () => resolve(server));
  });
}

function urlOf({ url }: IncomingMessage): URL | null {
  const text = `http://${loopback}${url ?? ''}`;
  return url?.startsWith('/') && URL.canParse(text) ? new URL(text) : null;
}

type HeaderSet = IncomingMessage['headers'];

const withoutConnection = (headers: HeaderSet): HeaderSet =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.includes(name)));

const withoutCors = (headers: HeaderSet): HeaderSet =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('access-control-')));

function reject(request: IncomingMessage, answer: ServerResponse, rejection: Rejection): void {
  if (!request.complete) answer.setHeader('connection', 'close');
  answer.writeHead(rejection.status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${rejection.text}\n`);
}

function unavailable(answer: ServerResponse): void {
  answer.writeHead(502, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' });
  answer.end('The Temporal server is starting. Reload this page in a moment.\n');
}
