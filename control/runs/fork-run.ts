// Makes a run that shares another run's steps before a place, and may differ from there on.
import type { Actor } from '../../domain/ledger/actor.js';
import { movedTo } from '../../domain/dataset.js';
import type { Digest } from '../../domain/digest.js';
import { judgeFork, type ForkSource } from '../../domain/runs/fork.js';
import { omit } from '../../domain/omit.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { runDigest } from '../../domain/runs/run-id.js';
import type { StepRecord } from '../../domain/steps/step.js';
import type { Complaint } from '../../schemas/complaint.js';
import { diskContents, frozenContents } from '../../schemas/file-contents.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { diskReader, type ReadFile } from '../../schemas/named-files.js';
import {
  foundStep,
  linesBefore,
  runRecords,
  tellForked,
  type FrozenRun,
  type RunInStore,
  type Store,
} from '../../store/index.js';
import { refuseFork } from './fork-refusals.js';
import { findOrFreeze } from './freeze-run.js';
import { PipelineInvalidError } from './pipeline-file.js';
import { requireMetricFiles } from './metric-files.js';
import { requirePlace } from './places.js';
import { planOf, trainImagesIn } from '../progress/progress.js';

export interface ForkRequest {
  readonly at: string;
  /** `path=value`, as on the command line. */
  readonly set: readonly string[];
  /** From where paths in `set` start. */
  readonly directory: string;
  /** Fetches what the changed pipeline needs, before anything is frozen. */
  readonly prepare?: (pipeline: Pipeline) => Promise<void>;
  /** The source's ledger keeps who forked it. */
  readonly by?: Actor;
}

export interface Fork {
  /** Frozen; its steps are added to its ledger when it is started. */
  readonly run: RunInStore;
  /** How many steps it shares. */
  readonly shared: number;
  readonly warnings: readonly Complaint[];
}

/**
 * Freezes a fork of a run. Throws EAGAN_PLACE_UNKNOWN, EAGAN_PLACE_NOT_REACHED, EAGAN_FORK_ALTERS,
 * EAGAN_PIPELINE_INVALID, EAGAN_PATH_MISSING.
 */
export async function forkRun(store: Store, { frozen }: RunInStore, request: ForkRequest): Promise<Fork> {
  const { run, contents, decoder } = frozen;
  const changed = changedPipeline(frozen, request);
  requireMetricFiles(changed.pipeline, frozen.pipeline);
  await request.prepare?.(changed.pipeline);
  const records = await runRecords(store, run);
  const trainImages = trainImagesIn(records);
  const at = await requirePlace(changed.pipeline, trainImages, request.at);
  const verdict = await judgeFork(changed.pipeline, await forkSource(store, frozen, records, trainImages), at);
  const shared = (await linesBefore(store, frozen, at)).length;
  refuseFork(run, at, verdict, shared);
  const { pipeline, digest, overrides, warnings } = changed;
  const origin = { ...writtenOf(frozen), contents, decoder, forkedFrom: { run, at } };
  const asked = { pipeline, digest, overrides, ...origin, fresh: false, isNew: true };
  const fork = await findOrFreeze(store, asked);
  await tellForked(store, fork.frozen.run, origin.forkedFrom, request.by);
  return { run: fork, shared, warnings };
}

/** The file's text and its location: a fork of the fork reads it again. */
function writtenOf({ text, file, folder, files }: FrozenRun): Pick<FrozenRun, 'text' | 'file' | 'folder' | 'files'> {
  return {
    text,
    ...(file === undefined ? {} : { file }),
    ...(folder === undefined ? {} : { folder }),
    ...(files === undefined ? {} : { files }),
  };
}

interface ChangedPipeline {
  readonly pipeline: Pipeline;
  /** By domain/runs/run-id.ts. */
  readonly digest: Digest;
  readonly overrides: NonNullable<FrozenRun['overrides']>;
  readonly warnings: readonly Complaint[];
}

/**
 * Loads the source's file again, with its changes and then the new ones, so that the same rules apply to what may be
 * changed.
 */
function changedPipeline(frozen: FrozenRun, { set, directory }: ForkRequest): ChangedPipeline {
  const { pipeline, digest, text, contents } = frozen;
  const overrides = { ...frozen.overrides, set: [...(frozen.overrides?.set ?? []), ...set] };
  if (set.length === 0) return { pipeline, digest, overrides, warnings: [] };
  const file = frozen.file ?? 'pipeline.yaml';
  const where = frozen.folder === undefined ? { directory } : { directory, folder: frozen.folder };
  const readers = { readFile: asItWas(frozen), readContents: frozenContents(pipeline, diskContents()) };
  const loaded = loadPipeline({ file, text }, { ...overrides, ...where, ...readers });
  if (!loaded.ok) throw new PipelineInvalidError(loaded, file);
  const changed = withVersionsOf(pipeline, loaded.pipeline);
  return {
    pipeline: set.some((change) => change.startsWith('dataset')) ? changed : atOldPath(changed, pipeline),
    digest: runDigest(loaded.digest, contents),
    overrides,
    warnings: loaded.warnings,
  };
}

/**
 * Files that the pipeline named are as they were when the source was started. From the disk comes only what the person
 * names now, and what --also-read permits: the store may be a stranger's.
 */
function asItWas({ files = [] }: FrozenRun): ReadFile {
  const fromDisk = diskReader();
  return (path, saidBy) => files.find((one) => one.path === path)?.text ?? fromDisk(path, saidBy);
}

/** A fork's steps mean what its source's mean, so that it can share them. */
function withVersionsOf({ kindVersions }: Pipeline, changed: Pipeline): Pipeline {
  const others = omit(changed, 'kindVersions');
  return kindVersions === undefined ? others : { ...others, kindVersions };
}

/** The file may have been elsewhere when the source was started; the location of its images was fixed then. */
function atOldPath(changed: Pipeline, { dataset }: Pipeline): Pipeline {
  return { ...changed, dataset: movedTo(changed.dataset, dataset) };
}

async function forkSource(
  store: Store,
  { pipeline, contents, decoder }: FrozenRun,
  records: readonly StepRecord[],
  trainImages: number | null,
): Promise<ForkSource> {
  const byPlace = new Map(records.map((record) => [record.step.place, record]));
  return {
    images: { contents, decoder },
    pipeline,
    plan: new Set((await planOf(pipeline, trainImages)).map(({ place }) => place)),
    finished: new Map(records.map(({ step, key }) => [step.place, key])),
    read: (place) => foundStep(store.objects, byPlace.get(place)!),
  };
}
