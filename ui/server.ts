// The server of the live pages: it reads the state folder and Temporal, and has no request that changes anything.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { EaganError } from '../domain/errors.js';
import { UiAdmission } from '../worker/browsers/admission.js';
import { loopback } from '../worker/ports.js';
import { admit, openPath, refuse, withHeaders } from './gate.js';
import { limits } from './limits.js';
import { isLoopback, namesOf, written } from './names.js';
import { errorText } from './pages/shell.js';
import { troubleHtml } from './pages/trouble.js';
import { createParts, type UiParts } from './parts.js';
import { routes } from './routes/index.js';

export interface UiOptions {
  readonly stateFolder: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export class UiServer {
  private constructor(
    private readonly web: FastifyInstance,
    private readonly parts: UiParts,
    private readonly admission: UiAdmission,
    /** As it stands in an address. */
    private readonly name: string,
    readonly port: number,
  ) {}

  /** Throws EAGAN_PORT_TAKEN, and EAGAN_USAGE if the host is no address of this machine. */
  static async open({ stateFolder, host, port }: UiOptions): Promise<UiServer> {
    let admission: UiAdmission | null = null;
    const parts = createParts(stateFolder, (token) => admission?.admit(token) ?? null);
    const web = webServer();
    const portNow = (): number => (web.server.address() as AddressInfo).port;
    const gate = { admission: () => admission, port: portNow, names: namesOf(host) };
    web.addHook('onRequest', (request, reply) => admit(gate, request, reply));
    for (const { path, answer } of routes) web.get(path, (request, reply) => answer(parts, request, reply));
    web.setErrorHandler((error, _request, reply) =>
      reply.code(500).type('text/html; charset=utf-8').send(failureText(error, stateFolder)),
    );
    await listenOn(web, host, port);
    // Browsers keep one jar of cookies for all ports of a host.
    admission = new UiAdmission(`eagan-pages-${portNow()}`);
    return new UiServer(web, parts, admission, nameOf(host), portNow());
  }

  get address(): string {
    return `http://${this.name}:${this.port}`;
  }

  /** A link that admits one browser. */
  newLink(): string {
    return `${this.address}${openPath}?token=${this.admission.newToken()}`;
  }

  /** How many things are watched. @internal A test counts. */
  get watches(): number {
    return this.parts.hub.watches;
  }

  async close(): Promise<void> {
    this.web.server.closeAllConnections();
    await this.web.close();
    await this.parts.hub.close();
    await this.parts.server.close();
  }
}

function webServer(): FastifyInstance {
  const web = fastify({
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    serverFactory: (handler) => {
      const server = createServer({
        maxHeaderSize: limits.headerBytes,
        headersTimeout: limits.requestMs,
        requestTimeout: limits.requestMs,
        connectionsCheckingInterval: limits.checkEveryMs,
      });
      server.maxConnections = limits.connections;
      return server.on('request', handler);
    },
    clientErrorHandler: (_error, socket) => void socket.destroy(),
    frameworkErrors: (_error, _request, reply) =>
      void refuse(withHeaders(reply), { status: 400, text: 'The address cannot be read.' }),
  });
  web.setNotFoundHandler((_request, reply) =>
    refuse(reply, { status: 404, text: 'There is no such page. The list of runs is at /' }),
  );
  return web as unknown as FastifyInstance;
}

const failureText = (error: unknown, stateFolder: string): string =>
  errorText('This page cannot be shown', troubleHtml(error, stateFolder));

async function listenOn(web: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await web.listen({ host: isLoopback(host) ? loopback : host, port });
  } catch (error) {
    await web.close();
    throw notListening(error, host, port);
  }
}

function notListening(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const [must, cure] = [`eagan ui needs port ${port} of ${host}`, 'Choose another port with --port, or leave it out.'];
  if (code === 'EADDRINUSE') return new EaganError('EAGAN_PORT_TAKEN', `${must} (another program has it)`, cure);
  if (code === 'EACCES') return new EaganError('EAGAN_PORT_TAKEN', `${must} (the system does not allow it)`, cure);
  if (code === 'ERR_SOCKET_BAD_PORT')
    return new EaganError('EAGAN_USAGE', `--port must be at most 65535 (got ${port})`, cure);
  const message = `--host must be an address of this machine (got ${host}: ${code ?? String(error)})`;
  return new EaganError('EAGAN_USAGE', message, 'Leave --host out: then only browsers of this machine see the pages.');
}

/** A browser cannot open "every address". */
const nameOf = (host: string): string =>
  isLoopback(host) || host === '0.0.0.0' || host === '::' ? loopback : written(host);
