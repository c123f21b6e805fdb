// The Temporal of a state folder. This only looks: a server that runs is asked, and none is started.
import { Client, type Connection } from '@temporalio/client';
import { configuredTarget, connectToServer, targetOf } from '../../worker/endpoint.js';
import { sealedConverter } from '../../worker/sealing/data-converter.js';
import { existingKeys } from '../../worker/sealing/keys.js';
import { supervisorStatus } from '../../worker/supervisor.js';
import type { SupervisorStatus, TemporalEndpoint } from '../../worker/types.js';

const answersWithinMs = 3_000;
/** Processes do not change more often. */
const asksEveryMs = 2_000;

/** What runs for a state folder. */
export interface ObservedProcesses {
  /** null: no supervisor runs. */
  readonly supervisor: SupervisorStatus | null;
  /** null: there is no Temporal that we know of. */
  readonly endpoint: TemporalEndpoint | null;
  /** A configured Temporal may run what nothing here runs. */
  readonly isConfigured: boolean;
}

interface Connected {
  readonly connection: Connection;
  readonly client: Client;
  /** Of the endpoint. */
  readonly name: string;
}

export class ServerObserver {
  private asked: { readonly at: number; readonly processes: Promise<ObservedProcesses> } | null = null;
  private connecting: Promise<Connected | null> | null = null;

  constructor(private readonly stateFolder: string) {}

  processes(now = Date.now()): Promise<ObservedProcesses> {
    if (!this.asked || now - this.asked.at > asksEveryMs)
      this.asked = { at: now, processes: processesOf(this.stateFolder) };
    return this.asked.processes;
  }

  /** What the server says; null: none runs, or it gives no answer in time. */
  async ask<T>(question: (client: Client) => Promise<T>): Promise<T | null> {
    const connected = await this.connected();
    if (!connected) return null;
    const { connection, client } = connected;
    try {
      return await connection.withDeadline(Date.now() + answersWithinMs, () => question(client));
    } catch {
      // The next look connects again.
      await this.forget();
      return null;
    }
  }

  close(): Promise<void> {
    return this.forget();
  }

  /** Those who look at the same time share one connection. */
  private async connected(): Promise<Connected | null> {
    const { endpoint } = await this.processes();
    if (!endpoint) return null;
    const name = `${endpoint.address} ${endpoint.namespace}`;
    this.connecting ??= this.connect(endpoint, name);
    const connected = await this.connecting;
    if (connected?.name === name) return connected;
    await this.forget();
    return null;
  }

  private async connect(endpoint: TemporalEndpoint, name: string): Promise<Connected | null> {
    const connection = await connectToServer(targetOf(endpoint), answersWithinMs).catch(() => null);
    if (!connection) return null;
    const dataConverter = sealedConverter(existingKeys(this.stateFolder));
    return { connection, client: new Client({ connection, namespace: endpoint.namespace, dataConverter }), name };
  }

  private async forget(): Promise<void> {
    const { connecting } = this;
    this.connecting = null;
    await (await connecting)?.connection.close();
  }
}

/** A folder whose supervisor does not answer has none; a configuration that cannot be read also names a Temporal. */
async function processesOf(stateFolder: string): Promise<ObservedProcesses> {
  const supervisor = await supervisorStatus(stateFolder).catch(() => null);
  try {
    const configured = configuredTarget();
    const endpoint = supervisor?.endpoint ?? configured?.endpoint ?? null;
    return { supervisor, endpoint, isConfigured: configured !== null };
  } catch {
    return { supervisor, endpoint: supervisor?.endpoint ?? null, isConfigured: true };
  }
}
