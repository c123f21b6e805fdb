// Servers on free ports of this machine.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { loopback } from '../../worker/ports.js';

/** Makes a server listen on a free port, and gives the port. */
export async function listenAnywhere(server: Server): Promise<number> {
  server.listen(0, loopback);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Calls `use` with a port on which something else listens. */
export async function withTakenPort(use: (port: number) => unknown): Promise<void> {
  const server = createServer();
  const port = await listenAnywhere(server);
  try {
    await use(port);
  } finally {
    server.close();
  }
}
