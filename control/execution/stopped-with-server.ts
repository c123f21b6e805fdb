// Runs that the store calls running although nothing runs them, because their server was stopped.
import type { SupervisorStatus } from '../../worker/types.js';
import type { RunOverview } from '../runs/run-overview.js';

/** How a run really stands: whether anything can be running it. `isElsewhere`: a configured Temporal may. */
export function isStoppedWithServer(
  { status }: Pick<RunOverview, 'status'>,
  processes: SupervisorStatus | null,
  isElsewhere: boolean,
): boolean {
  return status === 'running' && !isElsewhere && (processes === null || processes.stopping);
}

/** What `status` shows of a folder's runs besides the store's records. */
export async function stoppedRuns(
  runs: readonly RunOverview[],
  stateFolder: string,
): Promise<readonly (RunOverview & { readonly stoppedWithServer: boolean })[]> {
  const { supervisorStatus } = await import('../../worker/supervisor.js');
  const processes = runs.some(({ status }) => status === 'running') ? await supervisorStatus(stateFolder) : null;
  const isElsewhere = await isConfigured();
  return runs.map((run) => ({ ...run, stoppedWithServer: isStoppedWithServer(run, processes, isElsewhere) }));
}

/** A configuration that cannot be read also names a Temporal. */
async function isConfigured(): Promise<boolean> {
  const { configuredTarget } = await import('../../worker/endpoint.js');
  try {
    return configuredTarget() !== null;
  } catch {
    return true;
  }
}

/** The state for display. */
export function shownStatus({
  status,
  stoppedWithServer,
}: Pick<RunOverview, 'status'> & { readonly stoppedWithServer: boolean }): string {
  return stoppedWithServer ? 'stopped with the server' : status;
}
