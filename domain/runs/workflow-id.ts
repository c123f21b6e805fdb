// The ids of a run's workflows. They are paths. The first part names run and store, so that two state folders on one
// server never meet.

/**
 * The id of a run's own workflow, by which all its workflows are found: `quickstart-3f2a91c0@5d0c77be`. `storeId`: 8
 * hex digits.
 */
export function runWorkflowId(run: string, storeId: string): string {
  return `${run}@${storeId}`;
}

/** That id, from the id of any workflow of the run. */
export function runPartOf(workflowId: string): string {
  return workflowId.split('/')[0]!;
}

/** True for the id of a workflow of the run in that epoch. The id of its own workflow names no epoch. */
export function isWorkflowOf(workflowId: string, run: string, storeId: string, epoch: number): boolean {
  const [own, execution] = workflowId.split('/');
  return own === runWorkflowId(run, storeId) && (execution === undefined || execution === `e${epoch}`);
}
