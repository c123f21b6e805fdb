// Which error codes can end a run, where, and the shortest thing that then works; which cannot, and why not.
import type { ErrorCode } from '../errors.js';
import { blocks, type RunEnd } from './run-state.js';

/** What makes a run go on, or takes its place.
 * `resume`: the cause lay outside and is gone. `restart`: the same, after the processes of the state folder were
 * stopped.
 * `run`: the input must change, which a frozen run cannot; the file is run again, and every step that stays the same is
 * shared.
 * `fresh`: the file is run again and shares nothing, because what is stored cannot be relied on.
 * `from`: steps of the run are done again; its cure names the place. `budget`: it goes on with another limit. */
export type WayOn = 'resume' | 'restart' | 'run' | 'fresh' | 'from' | 'budget';

export interface RunEnding {
  readonly where: string;
  readonly way: WayOn;
}

const ending = (way: WayOn, where: string): RunEnding => ({ way, where });
const data = 'reading the images (dataset)';
const extractor = 'training the feature extractor (extractor)';
const trainer = 'any step in a trainer';

/**
 * By code. docs/errors.md shows the same table. Codes of later versions, which a run may have ended with, are not in
 * it.
 */
export const runEndings: Readonly<Record<string, RunEnding>> = {
  EAGAN_DATASET_NOT_FOUND: ending('run', data),
  EAGAN_DATASET_EMPTY: ending('run', data),
  EAGAN_DATASET_UNSUITABLE: ending('run', data),
  EAGAN_DATASET_CHANGED: ending('run', data),
  EAGAN_IMAGE_UNREADABLE: ending('run', data),
  EAGAN_BATCH_TOO_LARGE: ending('run', 'after the images were read, where unreadable ones were skipped'),
  EAGAN_EXTRACTOR_USELESS: ending('run', `${extractor}, or the statistics of the real images (reference)`),
  EAGAN_SPACE_TOO_SMALL: ending('run', 'the first population of a stage'),
  EAGAN_METRICS_UNEQUAL: ending('from', 'the selection of a generation'),
  EAGAN_NOT_REPRODUCIBLE: ending('resume', 'any step that is computed again'),
  EAGAN_OBJECT_MISSING: ending('fresh', 'any step whose input is lost and cannot be made again'),
  EAGAN_OBJECT_CORRUPT: ending('fresh', 'any step whose input is damaged and cannot be made again'),
  EAGAN_REF_CONFLICT: ending('resume', 'any step'),
  EAGAN_DISK_ERROR: ending('resume', 'any step'),
  EAGAN_STORE_NOT_WRITABLE: ending('resume', 'any step'),
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

/** Codes that end no run, and why not. @internal A test holds that each code is in this table or in `runEndings`. */
export const endsNoRun: Readonly<Partial<Record<ErrorCode, string>>> = {
  ...reasons(atTheDoor, [
    ...['EAGAN_PIPELINE_INVALID', 'EAGAN_PIPELINE_NOT_FOUND', 'EAGAN_PIPELINE_ENCODING', 'EAGAN_PIPELINE_TOO_LARGE'],
    ...['EAGAN_PIPELINE_EMPTY', 'EAGAN_PIPELINE_SYNTAX', 'EAGAN_PIPELINE_TAB', 'EAGAN_PIPELINE_DUPLICATE_KEY'],
    ...['EAGAN_PIPELINE_SEVERAL_DOCUMENTS', 'EAGAN_PIPELINE_ALIAS', 'EAGAN_PIPELINE_VERSION'],
    ...['EAGAN_PIPELINE_UNKNOWN_KEY', 'EAGAN_PIPELINE_MISSING_KEY', 'EAGAN_PIPELINE_TYPE', 'EAGAN_PIPELINE_RANGE'],
    ...['EAGAN_PIPELINE_VALUE', 'EAGAN_PIPELINE_LIST', 'EAGAN_PIPELINE_CHOICE', 'EAGAN_PIPELINE_OVERRIDE'],
    ...['EAGAN_PIPELINE_EXTENDS', 'EAGAN_PARAMETER_UNKNOWN', 'EAGAN_PARAMETER_VALUE', 'EAGAN_PATH_MISSING'],
    ...['EAGAN_STAGE_DUPLICATE', 'EAGAN_STAGE_UNKNOWN', 'EAGAN_STAGE_LATER', 'EAGAN_STAGE_OPPONENT'],
    ...['EAGAN_STAGE_PAIRING', 'EAGAN_STAGE_NEVER_EVALUATES', 'EAGAN_GENOTYPE_UNKNOWN', 'EAGAN_GENOTYPE_ILLEGAL'],
    ...['EAGAN_POPULATION_ODD', 'EAGAN_OBJECTIVE_UNAVAILABLE', 'EAGAN_BEST_NOT_AN_OBJECTIVE'],
    ...['EAGAN_SELECTION_OBJECTIVES', 'EAGAN_SPACE_UNKNOWN', 'EAGAN_LATENCY_TABLE', 'EAGAN_IMAGE_SIZE'],
    'EAGAN_TOO_MANY_STEPS',
  ] as const),
  ...reasons(warning, [
    ...['EAGAN_FEW_IMAGES', 'EAGAN_STOPPING_NEVER', 'EAGAN_MEMORY_ESTIMATE', 'EAGAN_DISK_ESTIMATE'],
  ] as const),
  ...reasons(ofCommand, [
    ...['EAGAN_USAGE', 'EAGAN_RUN_EXISTS', 'EAGAN_RUN_NOT_FOUND', 'EAGAN_RUN_AMBIGUOUS', 'EAGAN_RUN_RUNNING'],
    ...['EAGAN_RUNTIME_DIFFERS', 'EAGAN_PLACE_UNKNOWN', 'EAGAN_PLACE_NOT_REACHED', 'EAGAN_FORK_ALTERS'],
    ...['EAGAN_RECORD_INCONSISTENT', 'EAGAN_RESULT_DIFFERS', 'EAGAN_STORE_VERSION', 'EAGAN_WORKFLOW_STUCK'],
  ] as const),
  ...reasons(ofServer, [
    ...['EAGAN_TEMPORAL_MISSING', 'EAGAN_TEMPORAL_UNREACHABLE', 'EAGAN_SERVER_DATABASE_VERSION'],
    ...['EAGAN_SERVER_DATABASE_DAMAGED', 'EAGAN_PORT_TAKEN', 'EAGAN_SUPERVISOR_UNAVAILABLE'],
  ] as const),
  ...reasons(ofSetUp, ['EAGAN_PLATFORM_UNSUPPORTED', 'EAGAN_TOOL_MISSING', 'EAGAN_PACKAGES_MISSING'] as const),
  EAGAN_RUN_FAILED: 'a command reports it for a run that ended with another code',
  EAGAN_SUPERSEDED: 'another execution continues the run',
  EAGAN_DISK_FULL: 'the step waits until there is space',
  EAGAN_TRAINER_KILLED: 'the step is tried again without limit',
};

function reasons(reason: string, codes: readonly ErrorCode[]): Partial<Record<ErrorCode, string>> {
  return Object.fromEntries(codes.map((code) => [code, reason]));
}

/** How a run that ended with this code goes on. What is not known here is tried again. */
export const wayOnFrom = (code: string): WayOn => (Object.hasOwn(runEndings, code) ? runEndings[code]!.way : 'resume');

/**
 * How a run stands that ended with this code. A workflow that is ended from outside leaves its run blocked.
 * @internal Tests hold the workflows, which end runs, to it.
 */
export function stateOf(code: string): Exclude<RunEnd['status'], 'completed' | 'cancelled'> {
  if (code === 'EAGAN_BUDGET_REACHED') return 'paused';
  return blocks(code) || code === 'EAGAN_RUN_BLOCKED' ? 'blocked' : 'failed';
}
