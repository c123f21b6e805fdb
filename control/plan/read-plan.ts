// Puts a plan together: what the file asks for, what it needs, how long it takes here, what the store has of it.
import { join } from 'node:path';
import { digestJson } from '../../domain/digest.js';
import { omit } from '../../domain/omit.js';
import type { Pipeline } from '../../domain/pipeline.js';
import type { DatasetSource } from '../../domain/plan/index.js';
import { virtualWalk } from '../../domain/plan/virtual.js';
import { selectionLabels } from '../../domain/search/selection-label.js';
import { pausesOf, type Pause } from '../../planning/budgets.js';
import { calibrationSizes, keepCalibration, readCalibration } from '../../planning/calibration.js';
import { judgingOf } from '../../planning/judging/judges.js';
import { networksOf } from '../../planning/networks.js';
import { outlineOf } from '../../planning/outline.js';
import { timeOf } from '../../planning/time.js';
import type {
  Calibration,
  DiskEstimate,
  MemoryEstimate,
  NetworkFigures,
  PhaseOutline,
  TimeEstimate,
} from '../../planning/types.js';
import type { Machine } from '../../planning/warnings.js';
import type { Complaint } from '../../schemas/complaint.js';
import type { Layer } from '../../schemas/merge-layers.js';
import type { Store } from '../../store/index.js';
import { createPool } from '../../trainer/pool.js';
import type { RuntimeIdentity } from '../../trainer/types.js';
import { estimatesOf, slotsOf } from './estimates.js';
import { countImages, type CountedImages } from './images.js';
import { storedSteps, type StoredSteps } from './stored-steps.js';

export interface PlanRequest {
  readonly pipeline: Pipeline;
  /** The contents of its files, for the positions of warnings. */
  readonly written: Layer;
  readonly stateFolder: string;
  /** The store of the state folder, if there is one. */
  readonly store: Store | null;
  readonly calibrate: boolean;
  readonly pricePerHour: number | null;
  readonly slots: number | null;
  readonly trainImages: number | undefined;
  /** The digest of an image folder's contents; computed only if there is a store to look into. */
  readonly sourceOf: () => Promise<DatasetSource>;
  readonly tell: (what: string) => void;
  /** Ends a calibration. */
  readonly signal: AbortSignal;
}

export interface RunPlan {
  readonly images: CountedImages;
  readonly selections: readonly string[];
  readonly steps: number;
  readonly phases: readonly PhaseOutline[];
  readonly networks: readonly NetworkFigures[];
  readonly memory: readonly MemoryEstimate[];
  readonly machine: Machine;
  /** Trainers side by side. */
  readonly slots: number;
  readonly disk: Omit<DiskEstimate, 'checkpoints'>;
  /** null: this machine was not calibrated at these sizes. */
  readonly time:
    (TimeEstimate & { readonly cost: number | null; readonly calibration: Omit<Calibration, 'rates'> }) | null;
  readonly pauses: readonly Pause[];
  /** null: there is no store, or no trainer whose identity could be asked. */
  readonly stored: StoredSteps | null;
  readonly warnings: readonly Complaint[];
}

/**
 * Reads everything. Starts a trainer only to calibrate, or to ask which machine this is if something was measured or
 * stored.
 */
export async function readPlan(request: PlanRequest): Promise<RunPlan> {
  const { pipeline, stateFolder } = request;
  const images = await countImages(pipeline, request.trainImages);
  const planned = await virtualWalk(pipeline, images);
  const phases = outlineOf(pipeline, planned);
  const slots = slotsOf(pipeline, request.slots);
  const { memory, machine, warnings, disk: whole } = await estimatesOf(request, images, planned, stateFolder, slots);
  const disk = omit(whole, 'checkpoints');
  const calibration = await calibrationOf(request);
  const judging = judgingOf(planned, images);
  const given = { pipeline, counts: images, outline: phases, judging, disk: whole };
  const time = calibration && timed(request, slots, calibration, given);
  return {
    images,
    selections: selectionLabels(pipeline.stages),
    steps: planned.length,
    phases,
    networks: networksOf(pipeline),
    memory,
    machine,
    slots,
    disk,
    time,
    pauses: pausesOf(pipeline, phases, time),
    stored: await storedOf(request),
    warnings,
  };
}

function timed(
  { pricePerHour }: PlanRequest,
  slots: number,
  calibration: Calibration,
  given: Omit<Parameters<typeof timeOf>[0], 'rates'>,
): RunPlan['time'] {
  const { rates, ...rest } = calibration;
  const time = timeOf({ ...given, rates }, slots);
  const cost = pricePerHour === null ? null : (pricePerHour * time.deviceSeconds) / 3600;
  return { ...time, cost, calibration: rest };
}

const calibrationFolder = (stateFolder: string): string => join(stateFolder, 'calibrations');

/** A new one, or the remembered one for these sizes if this machine made it. */
async function calibrationOf({
  pipeline,
  stateFolder,
  calibrate,
  tell,
  signal,
}: PlanRequest): Promise<Calibration | null> {
  const folder = calibrationFolder(stateFolder);
  if (calibrate) {
    const { calibrate: measure } = await import('../../planning/calibrate.js');
    const measured = await measure(pipeline, tell, signal);
    keepCalibration(folder, measured);
    return measured;
  }
  const known = readCalibration(folder, calibrationSizes(pipeline));
  const runtime = known && (await runtimeHere());
  const { train, evaluate } = pipeline.resources;
  if (!known || !runtime) return null;
  const fits =
    known.runtimes.train === digestJson({ ...runtime, threads: train.threads }) &&
    known.runtimes.evaluate === digestJson({ ...runtime, threads: evaluate.threads });
  return fits ? known : null;
}

async function storedOf({ store, pipeline, sourceOf }: PlanRequest): Promise<StoredSteps | null> {
  if (store === null) return null;
  const runtime = await runtimeHere();
  return runtime && storedSteps(store, pipeline, await sourceOf(), runtime);
}

let asked: Promise<RuntimeIdentity | null> | null = null;

/** The identity of this machine's trainers, as one reports it; null if none can start. */
function runtimeHere(): Promise<RuntimeIdentity | null> {
  asked ??= askRuntime().catch(() => null);
  return asked;
}

async function askRuntime(): Promise<RuntimeIdentity> {
  const { rm } = await import('node:fs/promises');
  const { makeTemporaryFolder } = await import('../../scripts/temporary.mjs');
  const folder = makeTemporaryFolder('eagan-plan-');
  const pool = createPool({ slots: 1, logFolder: folder });
  try {
    return await pool.identity(1);
  } finally {
    await pool.close(0);
    await rm(folder, { recursive: true, force: true });
  }
}
