// What a supervisor is doing until it is ready, in words for those who wait.
import type { SupervisorStatus } from './types.js';

/** What the wait is for; null if there is nothing to wait for. */
function waitReason({ ready, stopping, failure, server, worker }: SupervisorStatus): string | null {
  if (ready || failure) return null;
  if (stopping) return 'The supervisor that was there ends …';
  if (server?.state === 'backingOff') return `The Temporal server starts again (${server.lastError}) …`;
  if (worker.state === 'backingOff') return `The worker starts again (${worker.lastError}) …`;
  if (worker.state === 'starting')
    return 'The worker starts: it bundles the workflows and asks TensorFlow what machine this is …';
  return 'The Temporal server starts …';
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
