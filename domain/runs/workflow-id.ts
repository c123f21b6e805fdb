// The ids of a run's workflows: paths, whose first part names run and store, so that two state folders on one server
// never meet.

/**
 * The id of a run's own workflow, and what all its workflows are found by: `quickstart-3f2a91c0@5d0c77be`. `storeId`: 8
 * hex.
 */
export function runWorkflowId(run: string, storeId: string): string {
  return `${run}@${storeId}`;
}

/** The same from the id of any workflow of the run. */
export function runPartOf(workflowId: string): string {
  return workflowId.split('/')[0]!;
}
