// Workflows of any other type. Nobody but a stranger starts one; it must end, or it would stay open for ever.
import { ApplicationFailure } from '@temporalio/workflow';

/** Fails for good. */
export async function unknownWorkflow(): Promise<never> {
  throw ApplicationFailure.nonRetryable('eagan has no workflow of this type', 'EAGAN_REQUEST_REFUSED');
}
