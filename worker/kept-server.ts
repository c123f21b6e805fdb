// The embedded server under the supervisor's care: the database claimed once, the server started as often as needed.
import { claimDatabase } from './database.js';
import { startEmbeddedServer } from './embedded-server.js';
import { keepAlive, type KeptProcess } from './keep-alive.js';
import { statePaths } from './state-paths.js';
import { findTemporalCli } from './temporal-cli.js';
import type { ProcessState, SupervisorConfig, TemporalEndpoint } from './types.js';

export interface KeptServerEvents {
  /** The server serves, for the first time or again: at the same address as long as nobody else took its ports. */
  onServing(endpoint: TemporalEndpoint): void;
  onChange(state: ProcessState): void;
}

export type KeptServer = Pick<KeptProcess, 'done' | 'state' | 'stop'>;

/** Claims the database, starts the server and waits until it serves. A first start that fails is the caller's error; later ones are tried for ever. */
export async function keepServer(config: SupervisorConfig, events: KeptServerEvents): Promise<KeptServer> {
  const paths = statePaths(config.stateFolder);
  const cli = await findTemporalCli();
  const database = await claimDatabase(paths, cli.serverVersion);
  let serving: () => void;
  const firstServing = new Promise<void>((resolve) => (serving = resolve));
  const kept = keepAlive({
    start: async () => {
      const server = await startEmbeddedServer({ paths, database, cli, port: config.port });
      events.onServing(server.endpoint);
      serving();
      return server;
    },
    givesUp: (_error, _failures, everRan) => !everRan,
    onChange: events.onChange,
  });
  const stop = (): Promise<void> => kept.stop().then(() => database.release());
  await Promise.race([firstServing, kept.done]).catch(async (error) => {
    await stop();
    throw error;
  });
  return { ...kept, stop };
}
