// What eagan needs of a namespace: search attributes and, on the embedded server, a retention that outlives the work.
import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { searchAttributes } from '../domain/runs/search-attributes.js';

const { INDEXED_VALUE_TYPE_KEYWORD, INDEXED_VALUE_TYPE_INT } = proto.temporal.api.enums.v1.IndexedValueType;
const valueTypes = { Keyword: INDEXED_VALUE_TYPE_KEYWORD, Int: INDEXED_VALUE_TYPE_INT } as const;

/** Ten years: the store is the archive, but nobody wants to lose a history after a day. */
const retentionSeconds = 10 * 365 * 24 * 3600;

/** Registers the missing search attributes; returns their names. */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(searchAttributes).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return [];
  const added = Object.fromEntries(missing.map(([name, type]) => [name, valueTypes[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: added });
  return Object.keys(added);
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
