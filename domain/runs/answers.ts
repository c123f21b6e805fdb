// What activities say beside their results and failures: which request it answers, so that nothing can be passed off as
// the answer to another one.

/** The request that a result or a failure answers. */
export interface AnsweredRequest {
  readonly run: string;
  readonly epoch: number;
  /** The step's place; null for a request that is no step. */
  readonly place: string | null;
}

/** The words of a failure, as the first of its details. Workflows believe these and not what Temporal shows. */
export interface FailureWords {
  /** An error code, or the name of an unknown error. */
  readonly code: string | null;
  readonly message: string;
  readonly cure: string | null;
  /** Absent if the failure arose in a workflow. */
  readonly answers?: AnsweredRequest;
}

/** True if both are the same request. */
export function isSameRequest(a: AnsweredRequest, b: AnsweredRequest): boolean {
  return a.run === b.run && a.epoch === b.epoch && a.place === b.place;
}
