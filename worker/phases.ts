// What a supervisor is doing until it is ready, in words for those who wait.
import type { SupervisorStatus } from './types.js';

/** What the wait is for; null if there is nothing to wait for. */
function waitReason({ ready, stopping, failure, server, worker }: SupervisorStatus): string | null {
  if (ready || failure) return null;
  if (stopping) return 'Waiting for the previous supervisor to stop …';
  if (server?.state === 'backingOff') return `Restarting the Temporal server (${server.lastError}) …`;
  if (worker.state === 'backingOff') return `Restarting the worker (${worker.lastError}) …`;
  if (worker.state === 'starting') return 'Starting the worker: it bundles the workflows and loads TensorFlow …';
  return 'Starting the Temporal server …';
}

/** A listener of statuses that reports each new phase once. */
export function tellPhases(tell: (text: string) => void): (status: SupervisorStatus) => void {
  let told: string | null = null;
  return (status) => {
    const phase = waitReason(status);
    if (phase !== null && phase !== told) tell(phase);
    told = phase;
  };
}
