// The error catalogue. Codes are stable and never renamed. docs/errors.md explains each, and a test keeps both in step.

interface CatalogueEntry {
  /** True when trying again later can help without anybody's action. */
  readonly retryable: boolean;
  /** The CLI's exit code: 1 negative answer, 2 usage or pipeline, 3 environment, 4 not found, 5 paused. */
  readonly exitCode: 1 | 2 | 3 | 4 | 5;
}

export const errorCatalogue = {
  EAGAN_USAGE: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_INVALID: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_NOT_FOUND: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_ENCODING: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_TOO_LARGE: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_EMPTY: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_SYNTAX: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_TAB: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_DUPLICATE_KEY: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_SEVERAL_DOCUMENTS: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_ALIAS: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_VERSION: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_UNKNOWN_KEY: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_MISSING_KEY: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_TYPE: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_RANGE: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_VALUE: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_LIST: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_CHOICE: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_OVERRIDE: { retryable: false, exitCode: 2 },
  EAGAN_STAGE_DUPLICATE: { retryable: false, exitCode: 2 },
  EAGAN_STAGE_UNKNOWN: { retryable: false, exitCode: 2 },
  EAGAN_STAGE_LATER: { retryable: false, exitCode: 2 },
  EAGAN_STAGE_OPPONENT: { retryable: false, exitCode: 2 },
  EAGAN_STAGE_PAIRING: { retryable: false, exitCode: 2 },
  EAGAN_GENOTYPE_UNKNOWN: { retryable: false, exitCode: 2 },
  EAGAN_POPULATION_ODD: { retryable: false, exitCode: 2 },
  EAGAN_BATCH_TOO_LARGE: { retryable: false, exitCode: 2 },
  EAGAN_OBJECTIVE_UNAVAILABLE: { retryable: false, exitCode: 2 },
  EAGAN_BEST_NOT_AN_OBJECTIVE: { retryable: false, exitCode: 2 },
  EAGAN_SELECTION_OBJECTIVES: { retryable: false, exitCode: 2 },
  EAGAN_FEW_IMAGES: { retryable: false, exitCode: 2 },
  EAGAN_PIPELINE_EXTENDS: { retryable: false, exitCode: 2 },
  EAGAN_PARAMETER_UNKNOWN: { retryable: false, exitCode: 2 },
  EAGAN_PARAMETER_VALUE: { retryable: false, exitCode: 2 },
  EAGAN_SPACE_UNKNOWN: { retryable: false, exitCode: 2 },
  EAGAN_SPACE_TOO_SMALL: { retryable: false, exitCode: 2 },
  EAGAN_GENOTYPE_ILLEGAL: { retryable: false, exitCode: 2 },
  EAGAN_PATH_MISSING: { retryable: false, exitCode: 2 },
  EAGAN_PATH_OUTSIDE: { retryable: false, exitCode: 2 },
  EAGAN_CONTENTS_DIFFER: { retryable: false, exitCode: 2 },
  EAGAN_INCEPTION_UNKNOWN: { retryable: false, exitCode: 2 },
  EAGAN_FILE_REFUSED: { retryable: false, exitCode: 2 },
  EAGAN_LATENCY_TABLE: { retryable: false, exitCode: 2 },
  EAGAN_IMAGE_SIZE: { retryable: false, exitCode: 2 },
  EAGAN_TOO_MANY_STEPS: { retryable: false, exitCode: 2 },
  EAGAN_STAGE_NEVER_EVALUATES: { retryable: false, exitCode: 2 },
  EAGAN_STOPPING_NEVER: { retryable: false, exitCode: 2 },
  EAGAN_RUN_EXISTS: { retryable: false, exitCode: 2 },
  EAGAN_RUN_NOT_FOUND: { retryable: false, exitCode: 4 },
  EAGAN_RUN_AMBIGUOUS: { retryable: false, exitCode: 4 },
  EAGAN_RUN_DAMAGED: { retryable: false, exitCode: 3 },
  EAGAN_RUN_FAILED: { retryable: false, exitCode: 1 },
  EAGAN_RUN_BLOCKED: { retryable: false, exitCode: 1 },
  EAGAN_BUDGET_REACHED: { retryable: false, exitCode: 5 },
  EAGAN_RUN_RUNNING: { retryable: false, exitCode: 1 },
  EAGAN_RUNTIME_DIFFERS: { retryable: false, exitCode: 3 },
  EAGAN_PLACE_UNKNOWN: { retryable: false, exitCode: 4 },
  EAGAN_PLACE_NOT_REACHED: { retryable: false, exitCode: 1 },
  EAGAN_CHART_EMPTY: { retryable: false, exitCode: 4 },
  EAGAN_INDIVIDUAL_UNKNOWN: { retryable: false, exitCode: 4 },
  EAGAN_INDIVIDUAL_AMBIGUOUS: { retryable: false, exitCode: 4 },
  EAGAN_FIGURE_NOT_RECORDED: { retryable: false, exitCode: 2 },
  EAGAN_FORK_ALTERS: { retryable: false, exitCode: 2 },
  EAGAN_DATASET_NOT_FOUND: { retryable: false, exitCode: 4 },
  EAGAN_DATASET_EMPTY: { retryable: false, exitCode: 2 },
  EAGAN_DATASET_UNSUITABLE: { retryable: false, exitCode: 2 },
  EAGAN_DATASET_DAMAGED: { retryable: false, exitCode: 1 },
  EAGAN_DATASET_CHANGED: { retryable: false, exitCode: 1 },
  EAGAN_IMAGE_UNREADABLE: { retryable: false, exitCode: 1 },
  EAGAN_EXTRACTOR_USELESS: { retryable: false, exitCode: 1 },
  EAGAN_REFERENCE_UNSUITABLE: { retryable: false, exitCode: 2 },
  EAGAN_EXTRACTOR_NOT_FOUND: { retryable: false, exitCode: 4 },
  EAGAN_EXTRACTOR_CHANGED: { retryable: false, exitCode: 1 },
  EAGAN_EXTRACTOR_INVALID: { retryable: false, exitCode: 2 },
  EAGAN_ONNX_MISSING: { retryable: false, exitCode: 3 },
  EAGAN_EXTRACTOR_MISSING: { retryable: false, exitCode: 3 },
  EAGAN_METRICS_UNEQUAL: { retryable: false, exitCode: 1 },
  EAGAN_RECORD_INCONSISTENT: { retryable: false, exitCode: 1 },
  EAGAN_RESULT_DIFFERS: { retryable: false, exitCode: 1 },
  EAGAN_PLAN_DIFFERS: { retryable: false, exitCode: 1 },
  EAGAN_EXPORT_DIFFERS: { retryable: false, exitCode: 1 },
  EAGAN_HEAD_DIFFERS: { retryable: false, exitCode: 1 },
  EAGAN_NOT_REPRODUCIBLE: { retryable: false, exitCode: 1 },
  EAGAN_KEY_UNUSABLE: { retryable: false, exitCode: 2 },
  EAGAN_KEY_EXPOSED: { retryable: false, exitCode: 3 },
  EAGAN_SIGNATURE_MISSING: { retryable: false, exitCode: 1 },
  EAGAN_SIGNATURE_INVALID: { retryable: false, exitCode: 1 },
  EAGAN_STATE_REMOVED: { retryable: false, exitCode: 4 },
  EAGAN_GENERATOR_DIVERGED: { retryable: false, exitCode: 1 },
  EAGAN_FILE_EXISTS: { retryable: false, exitCode: 2 },
  EAGAN_EXPORT_TOO_LARGE: { retryable: false, exitCode: 3 },
  EAGAN_OBJECT_MISSING: { retryable: false, exitCode: 3 },
  EAGAN_OBJECT_CORRUPT: { retryable: false, exitCode: 3 },
  EAGAN_REF_CONFLICT: { retryable: true, exitCode: 3 },
  EAGAN_SUPERSEDED: { retryable: false, exitCode: 1 },
  EAGAN_MEMORY_ESTIMATE: { retryable: false, exitCode: 3 },
  EAGAN_DISK_ESTIMATE: { retryable: false, exitCode: 3 },
  EAGAN_DISK_FULL: { retryable: true, exitCode: 3 },
  EAGAN_DISK_ERROR: { retryable: true, exitCode: 3 },
  EAGAN_NOT_TRUSTED: { retryable: false, exitCode: 3 },
  EAGAN_STORE_NOT_WRITABLE: { retryable: false, exitCode: 3 },
  EAGAN_FILE_SYSTEM_UNSAFE: { retryable: false, exitCode: 3 },
  EAGAN_STORE_VERSION: { retryable: false, exitCode: 3 },
  EAGAN_STATE_FOREIGN: { retryable: false, exitCode: 3 },
  EAGAN_STATE_LINK: { retryable: false, exitCode: 3 },
  EAGAN_TENSORFLOW_MISSING: { retryable: false, exitCode: 3 },
  EAGAN_TEMPORAL_MISSING: { retryable: false, exitCode: 3 },
  EAGAN_TEMPORAL_UNREACHABLE: { retryable: true, exitCode: 3 },
  EAGAN_KEY_WITHOUT_TLS: { retryable: false, exitCode: 3 },
  EAGAN_TEMPORAL_CONTROL: { retryable: false, exitCode: 3 },
  EAGAN_REQUEST_REFUSED: { retryable: false, exitCode: 3 },
  EAGAN_PAYLOAD_REFUSED: { retryable: false, exitCode: 3 },
  EAGAN_PAYLOAD_KEYS: { retryable: false, exitCode: 3 },
  EAGAN_WORKFLOW_STUCK: { retryable: false, exitCode: 3 },
  EAGAN_SERVER_DATABASE_VERSION: { retryable: false, exitCode: 3 },
  EAGAN_SERVER_DATABASE_DAMAGED: { retryable: false, exitCode: 3 },
  EAGAN_PORT_TAKEN: { retryable: true, exitCode: 3 },
  EAGAN_SUPERVISOR_UNAVAILABLE: { retryable: true, exitCode: 3 },
  EAGAN_TRAINER_NOT_STARTED: { retryable: true, exitCode: 3 },
  EAGAN_TRAINER_DIFFERS: { retryable: false, exitCode: 3 },
  EAGAN_TRAINER_CRASHED: { retryable: true, exitCode: 3 },
  EAGAN_TRAINER_KILLED: { retryable: true, exitCode: 3 },
  EAGAN_TRAINER_HUNG: { retryable: true, exitCode: 3 },
  EAGAN_OUT_OF_MEMORY: { retryable: true, exitCode: 3 },
  EAGAN_SYSTEM: { retryable: true, exitCode: 3 },
  EAGAN_PLATFORM_UNSUPPORTED: { retryable: false, exitCode: 3 },
  EAGAN_TOOL_MISSING: { retryable: false, exitCode: 3 },
  EAGAN_PACKAGES_MISSING: { retryable: true, exitCode: 3 },
  EAGAN_INTERNAL: { retryable: false, exitCode: 1 },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** An error that people act on: the requirement, the actual value, the fix. */
export class EaganError extends Error {
  override readonly name = 'EaganError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** The fix, as an instruction: `Free some space, then run the command again.` */
    readonly cure?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
  get retryable(): boolean {
    return errorCatalogue[this.code].retryable;
  }
  get exitCode(): number {
    return errorCatalogue[this.code].exitCode;
  }
}

/** The code of a thrown value, if it has one. */
export function errorCodeOf(error: unknown): ErrorCode | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && Object.hasOwn(errorCatalogue, code) ? (code as ErrorCode) : undefined;
}
