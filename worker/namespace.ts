// What eagan needs of a namespace: search attributes and, on the embedded server, a retention that outlives the work.
import type { Connection } from '@temporalio/client';
import { searchAttributes, type SearchAttribute } from '../domain/runs/search-attributes.js';

/** Ten years: the store is the archive, but nobody wants to lose a history after a day. */
const retentionSeconds = 10 * 365 * 24 * 3600;

/** What is used of a connection here. */
export type Operated = Pick<Connection, 'operatorService'>;

/** The search attributes that the namespace does not have. */
export async function missingSearchAttributes(
  { operatorService }: Operated,
  namespace: string,
): Promise<SearchAttribute[]> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  return (Object.keys(searchAttributes) as SearchAttribute[]).filter((name) => !(name in customAttributes));
}

/** Registers the missing search attributes. */
export async function registerSearchAttributes(connection: Operated, namespace: string): Promise<void> {
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length === 0) return;
  const valueTypes = await indexedValueTypes();
  const added = Object.fromEntries(missing.map((name) => [name, valueTypes[searchAttributes[name]]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: added });
}

/** From Temporal's messages, which are loaded only here: that takes a quarter of a second. */
async function indexedValueTypes(): Promise<Readonly<Record<(typeof searchAttributes)[SearchAttribute], number>>> {
  const { default: proto } = await import('@temporalio/proto');
  const { INDEXED_VALUE_TYPE_KEYWORD, INDEXED_VALUE_TYPE_INT } = proto.temporal.api.enums.v1.IndexedValueType;
  return { Keyword: INDEXED_VALUE_TYPE_KEYWORD, Int: INDEXED_VALUE_TYPE_INT };
}

/** Keeps closed workflows for ten years instead of a day. */
export async function raiseRetention(connection: Connection, namespace: string): Promise<void> {
  const config = { workflowExecutionRetentionTtl: { seconds: retentionSeconds as never } };
  await connection.workflowService.updateNamespace({ namespace, config });
}

/** Open workflows of a task queue. While there are any, a supervisor keeps running. */
export async function countOpen(connection: Connection, namespace: string, taskQueue: string): Promise<number> {
  const query = `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  const { count } = await connection.workflowService.countWorkflowExecutions({ namespace, query });
  return Number(count);
}
