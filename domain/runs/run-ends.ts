// Which error codes can end a run, where, and the shortest way to continue. Which codes cannot end a run, and why.
import type { ErrorCode } from '../errors.js';
import { blocks, type RunEnd } from './run-state.js';

/**
 * How a run continues, or what takes its place.
 * `resume`: the cause was outside and is gone.
 * `restart`: the same, but first the processes of the state folder must be stopped.
 * `run`: the input must change, and a frozen run cannot change. The file is run again and shares every step that stays
 * the same.
 * `fresh`: the file is run again and shares nothing, because the stored data is unreliable.
 * `from`: steps of the run are done again; the error's cure names the place.
 * `budget`: the run continues with another limit.
 */
export type WayOn = 'resume' | 'restart' | 'run' | 'fresh' | 'from' | 'budget';

export interface RunEnding {
  readonly where: string;
  readonly way: WayOn;
}

const ending = (way: WayOn, where: string): RunEnding => ({ way, where });
const data = 'reading the images (dataset)';
const extractor = 'training the feature extractor (extractor, final/extractor)';
const network = 'reading the network of the extractor (extractor, final/extractor)';
const statistics = 'reading the statistics of the real images (reference, final/reference)';
const trainer = 'any step in a trainer';

/**
 * The endings by code. docs/errors.md shows the same table. A run may have ended with a code of a later version, which
 * is not listed.
 */
export const runEndings: Readonly<Record<string, RunEnding>> = {
  EAGAN_DATASET_NOT_FOUND: ending('run', data),
  EAGAN_DATASET_EMPTY: ending('run', data),
  EAGAN_DATASET_UNSUITABLE: ending('run', data),
  EAGAN_DATASET_DAMAGED: ending('run', data),
  EAGAN_DATASET_CHANGED: ending('run', data),
  EAGAN_IMAGE_UNREADABLE: ending('run', data),
  EAGAN_BATCH_TOO_LARGE: ending('run', 'after the images were read, where unreadable ones were skipped'),
  EAGAN_EXTRACTOR_USELESS: ending(
    'run',
    `${extractor}, or the statistics of the real images (reference, final/reference)`,
  ),
  EAGAN_EXTRACTOR_NOT_FOUND: ending('resume', network),
  EAGAN_EXTRACTOR_CHANGED: ending('run', network),
  EAGAN_EXTRACTOR_INVALID: ending('run', network),
  EAGAN_ONNX_MISSING: ending('resume', network),
  EAGAN_EXTRACTOR_MISSING: ending('resume', 'reading a pretrained feature extractor (extractor, final/extractor)'),
  EAGAN_CONTENTS_DIFFER: ending('run', statistics),
  EAGAN_REFERENCE_UNSUITABLE: ending('run', statistics),
  EAGAN_SPACE_TOO_SMALL: ending('run', 'the first population of a stage'),
  EAGAN_METRICS_UNEQUAL: ending('from', 'the selection of a generation'),
  EAGAN_NOT_REPRODUCIBLE: ending('resume', 'any step that is computed again'),
  EAGAN_OBJECT_MISSING: ending('fresh', 'any step whose input is lost and cannot be made again'),
  EAGAN_OBJECT_CORRUPT: ending('fresh', 'any step whose input is damaged and cannot be made again'),
  EAGAN_REF_CONFLICT: ending('resume', 'any step'),
  EAGAN_DISK_ERROR: ending('resume', 'any step'),
  EAGAN_NOT_TRUSTED: ending('resume', 'any step'),
  EAGAN_STORE_NOT_WRITABLE: ending('resume', 'any step'),
  EAGAN_STATE_LINK: ending('resume', 'any step, where a folder of the state was replaced by a link'),
  EAGAN_FILE_SYSTEM_UNSAFE: ending('resume', 'any step, where the folder moved to another file system'),
  EAGAN_TENSORFLOW_MISSING: ending('resume', trainer),
  EAGAN_TRAINER_NOT_STARTED: ending('resume', trainer),
  EAGAN_TRAINER_DIFFERS: ending('restart', trainer),
  EAGAN_TRAINER_CRASHED: ending('resume', trainer),
  EAGAN_TRAINER_HUNG: ending('resume', trainer),
  EAGAN_OUT_OF_MEMORY: ending('resume', trainer),
  EAGAN_SYSTEM: ending('resume', 'any step'),
  EAGAN_TEMPORAL_CONTROL: ending('resume', 'any workflow or activity, by someone in Temporal'),
  EAGAN_RUN_BLOCKED: ending('resume', 'the workflow, ended by someone in Temporal'),
  EAGAN_BUDGET_REACHED: ending('budget', 'before a step in a trainer'),
  EAGAN_INTERNAL: ending('resume', 'anywhere'),
};

const atTheDoor = 'the file is refused before a run starts';
const ofCommand = 'a command reports it and does not change the run';
const ofServer = 'it happens while processes start, and the run waits in the store';
const ofSetUp = 'the set-up reports it, and no run starts before it is fixed';
const warning = 'it is a warning';

/** Codes that do not end a run, and why. @internal A test checks that each code is in this table or in `runEndings`. */
export const endsNoRun: Readonly<Partial<Record<ErrorCode, string>>> = {
  ...reasons(atTheDoor, [
    ...['EAGAN_PIPELINE_INVALID', 'EAGAN_PIPELINE_NOT_FOUND', 'EAGAN_PIPELINE_ENCODING', 'EAGAN_PIPELINE_TOO_LARGE'],
    ...['EAGAN_PIPELINE_EMPTY', 'EAGAN_PIPELINE_SYNTAX', 'EAGAN_PIPELINE_TAB', 'EAGAN_PIPELINE_DUPLICATE_KEY'],
    ...['EAGAN_PIPELINE_SEVERAL_DOCUMENTS', 'EAGAN_PIPELINE_ALIAS', 'EAGAN_PIPELINE_VERSION'],
    ...['EAGAN_PIPELINE_UNKNOWN_KEY', 'EAGAN_PIPELINE_MISSING_KEY', 'EAGAN_PIPELINE_TYPE', 'EAGAN_PIPELINE_RANGE'],
    ...['EAGAN_PIPELINE_VALUE', 'EAGAN_PIPELINE_LIST', 'EAGAN_PIPELINE_CHOICE', 'EAGAN_PIPELINE_OVERRIDE'],
    ...['EAGAN_PIPELINE_EXTENDS', 'EAGAN_PARAMETER_UNKNOWN', 'EAGAN_PARAMETER_VALUE', 'EAGAN_PATH_MISSING'],
    ...['EAGAN_PATH_OUTSIDE', 'EAGAN_FILE_REFUSED'],
    ...['EAGAN_STAGE_DUPLICATE', 'EAGAN_STAGE_UNKNOWN', 'EAGAN_STAGE_LATER', 'EAGAN_STAGE_OPPONENT'],
    ...['EAGAN_STAGE_PAIRING', 'EAGAN_STAGE_NEVER_EVALUATES', 'EAGAN_GENOTYPE_UNKNOWN', 'EAGAN_GENOTYPE_ILLEGAL'],
    ...['EAGAN_POPULATION_ODD', 'EAGAN_OBJECTIVE_UNAVAILABLE', 'EAGAN_BEST_NOT_AN_OBJECTIVE'],
    ...['EAGAN_SELECTION_OBJECTIVES', 'EAGAN_SPACE_UNKNOWN', 'EAGAN_LATENCY_TABLE', 'EAGAN_IMAGE_SIZE'],
    'EAGAN_TOO_MANY_STEPS',
  ] as const),
  ...reasons(warning, [
    ...[
      'EAGAN_INCEPTION_UNKNOWN',
      'EAGAN_FEW_IMAGES',
      'EAGAN_STOPPING_NEVER',
      'EAGAN_MEMORY_ESTIMATE',
      'EAGAN_DISK_ESTIMATE',
    ],
  ] as const),
  ...reasons(ofCommand, [
    ...['EAGAN_USAGE', 'EAGAN_RUN_EXISTS', 'EAGAN_RUN_NOT_FOUND', 'EAGAN_RUN_AMBIGUOUS', 'EAGAN_RUN_RUNNING'],
    'EAGAN_RUN_DAMAGED',
    ...['EAGAN_RUNTIME_DIFFERS', 'EAGAN_PLACE_UNKNOWN', 'EAGAN_PLACE_NOT_REACHED', 'EAGAN_FORK_ALTERS'],
    ...['EAGAN_RECORD_INCONSISTENT', 'EAGAN_RESULT_DIFFERS', 'EAGAN_STORE_VERSION', 'EAGAN_WORKFLOW_STUCK'],
    ...['EAGAN_PLAN_DIFFERS', 'EAGAN_EXPORT_DIFFERS', 'EAGAN_HEAD_DIFFERS'],
    ...['EAGAN_INDIVIDUAL_UNKNOWN', 'EAGAN_INDIVIDUAL_AMBIGUOUS', 'EAGAN_FIGURE_NOT_RECORDED'],
    ...['EAGAN_STATE_FOREIGN', 'EAGAN_CHART_EMPTY', 'EAGAN_REPORT_FAILED'],
    ...['EAGAN_KEY_UNUSABLE', 'EAGAN_KEY_EXPOSED', 'EAGAN_SIGNATURE_MISSING', 'EAGAN_SIGNATURE_INVALID'],
    ...['EAGAN_FILE_EXISTS', 'EAGAN_EXPORT_TOO_LARGE', 'EAGAN_STATE_REMOVED', 'EAGAN_GENERATOR_DIVERGED'],
    ...['EAGAN_TRACKER_ADDRESS', 'EAGAN_TRACKER_UNREACHABLE', 'EAGAN_TRACKER_REFUSED', 'EAGAN_TRACKER_ANSWER'],
  ] as const),
  ...reasons(ofServer, [
    ...['EAGAN_TEMPORAL_MISSING', 'EAGAN_TEMPORAL_UNREACHABLE', 'EAGAN_SERVER_DATABASE_VERSION'],
    ...['EAGAN_SERVER_DATABASE_DAMAGED', 'EAGAN_PORT_TAKEN', 'EAGAN_SUPERVISOR_UNAVAILABLE'],
    'EAGAN_KEY_WITHOUT_TLS',
  ] as const),
  EAGAN_PAYLOAD_KEYS: ofServer,
  EAGAN_PAYLOAD_REFUSED:
    'it ends a workflow or activity that eagan did not start; a run then ends with EAGAN_TEMPORAL_CONTROL',
  ...reasons(ofSetUp, ['EAGAN_PLATFORM_UNSUPPORTED', 'EAGAN_TOOL_MISSING', 'EAGAN_PACKAGES_MISSING'] as const),
  EAGAN_REQUEST_REFUSED: 'no workflow of the newest owner makes such a request',
  EAGAN_RUN_FAILED: 'a command reports it for a run that ended with another code',
  EAGAN_SUPERSEDED: 'another execution continues the run',
  EAGAN_DISK_FULL: 'the step waits until there is space',
  EAGAN_TRAINER_KILLED: 'the step is tried again without limit',
};

function reasons(reason: string, codes: readonly ErrorCode[]): Partial<Record<ErrorCode, string>> {
  return Object.fromEntries(codes.map((code) => [code, reason]));
}

/** How to continue a run that ended with this code. A run with an unknown code is resumed. */
export const wayOnFrom = (code: string): WayOn => (Object.hasOwn(runEndings, code) ? runEndings[code]!.way : 'resume');

/**
 * The status of a run that ended with this code. If somebody ends its workflow in Temporal, the run is blocked.
 * @internal Tests check that workflows, which end runs, agree.
 */
export function stateOf(code: string): Exclude<RunEnd['status'], 'completed' | 'cancelled'> {
  if (code === 'EAGAN_BUDGET_REACHED') return 'paused';
  return blocks(code) || code === 'EAGAN_RUN_BLOCKED' ? 'blocked' : 'failed';
}
