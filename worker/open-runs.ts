// Counts the open workflows of a task queue from time to time. While there is one, the supervisor keeps running.
import type { Connection } from '@temporalio/client';
import { connectToServer, targetOf } from './endpoint.js';
import { countOpen } from './namespace.js';
import type { TemporalEndpoint } from './types.js';

const connectLimitMs = 3_000;

export class OpenRunCounter {
  /** The last count. If a server does not answer, it stays. */
  openRuns = 0;
  private watched: { readonly endpoint: TemporalEndpoint; readonly taskQueue: string } | null = null;
  private connection: Connection | null = null;
  private counting = false;

  /** Sets whose workflows to count; a new address closes the old connection. */
  async watch(endpoint: TemporalEndpoint, taskQueue: string): Promise<void> {
    if (this.watched?.endpoint.address !== endpoint.address) await this.close();
    this.watched = { endpoint, taskQueue };
  }

  /** Counts, unless a count is under way. */
  async count(): Promise<void> {
    if (!this.watched || this.counting) return;
    this.counting = true;
    const { endpoint, taskQueue } = this.watched;
    try {
      this.connection ??= await connectToServer(targetOf(endpoint), connectLimitMs);
      const { namespace } = endpoint;
      const connection = this.connection;
      const deadline = Date.now() + connectLimitMs;
      this.openRuns = await connection.withDeadline(deadline, () => countOpen(connection, namespace, taskQueue));
    } catch {
      await this.close();
    } finally {
      this.counting = false;
    }
  }

  async close(): Promise<void> {
    const { connection } = this;
    this.connection = null;
    await connection?.close().catch(() => undefined);
  }
}
