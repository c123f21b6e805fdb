// `eagan run FILE`: start the run that a pipeline file describes, or find it, and follow it to its end.
import { locationOf, type Dataset } from '../../domain/dataset.js';
import type { LoadedPipeline } from '../../schemas/load-pipeline.js';
import type { RunInStore, Store } from '../../store/index.js';
import type { CommandModule, Context } from '../command.js';
import { addPipelineOptions, type PipelineOptions } from '../../terminal/pipeline-options.js';
import { addReason, type WithReason } from '../../terminal/reason-option.js';
import type { RunRequest } from '../../control/runs/freeze-run.js';

interface Options extends PipelineOptions, WithReason {
  readonly detach?: boolean;
  readonly new?: boolean;
  readonly fresh?: boolean;
}

export const command: CommandModule = {
  summary: 'run a pipeline, or find its run, and follow it',
  register: (cli, context) => {
    addReason(addPipelineOptions(cli.argument('<file>', 'pipeline file, for example pipelines/quickstart.yaml')))
      .option('--detach', 'start it and return at once')
      .option('--new', 'make another run even if this pipeline has one')
      .option('--fresh', 'make another run that computes every step again')
      .action((file: string, options: Options) => run(file, options, context));
  },
};

async function run(file: string, options: Options, context: Context): Promise<void> {
  const { storeOf } = await import('../../control/runs/open-store.js');
  const { attachTo, startDetached } = await import('../attach.js');
  const { findOrFreeze } = await import('../../control/runs/freeze-run.js');
  const { howItFailed, tellStopped } = await import('../run-end.js');
  const { requireMetricFiles } = await import('../../control/runs/metric-files.js');
  const { requirePipeline } = await import('../../control/runs/pipeline-file.js');
  const { actorOf } = await import('../../control/identity/actor.js');
  const by = actorOf(context.environment, options.reason);
  const loaded = requirePipeline(file, { ...options, directory: context.directory });
  requireMetricFiles(loaded.pipeline);
  const request = await requestOf(file, loaded, options, context);
  const store = await storeOf(context.stateFolder());
  const found = await findOrFreeze(store, request);
  const { state } = found;
  const name = found.frozen.run;
  if (!state) await tellOfNew(store, found, loaded, context);
  // A run that people stopped continues when they say so (`resume`); one that stopped by itself is tried again.
  if (state?.status === 'paused' || state?.status === 'cancelled') return tellStopped(name, state, context);
  if (state?.status === 'failed' || state?.status === 'blocked')
    context.output.note(`${name} ${howItFailed(state)}; trying again`);
  await (options.detach ? startDetached : attachTo)(store, found, context, { by });
}

/** The completed pipeline, and the digest of the images as they are now. */
export async function requestOf(
  file: string,
  loaded: LoadedPipeline,
  options: Pick<Options, keyof PipelineOptions | 'new' | 'fresh'>,
  context: Context,
  sourceOf: typeof announcedSource = announcedSource,
): Promise<RunRequest> {
  const { dirname, resolve } = await import('node:path');
  const { runDigest } = await import('../../domain/runs/run-id.js');
  const { formatComplaints } = await import('../../schemas/complaint.js');
  const { fetchPretrained } = await import('../fetch-pretrained.js');
  if (loaded.warnings.length > 0) context.output.note(formatComplaints(loaded.warnings));
  const { pipeline } = loaded;
  await fetchPretrained(pipeline, context);
  const source = await sourceOf(pipeline.dataset, context);
  return {
    pipeline,
    digest: runDigest(loaded.digest, source.contents),
    text: loaded.text,
    file,
    folder: dirname(resolve(context.directory, file)),
    ...(loaded.files.length > 0 ? { files: loaded.files } : {}),
    overrides: overridesOf(options),
    ...source,
    fresh: options.fresh ?? false,
    isNew: options.new ?? options.fresh ?? false,
  };
}

/** Warnings about a new run; a run that has begun does not wait for them. */
async function tellOfNew(
  store: Store,
  { frozen }: RunInStore,
  loaded: LoadedPipeline,
  context: Context,
): Promise<void> {
  const { changedImagesNote } = await import('../../control/runs/changed-images.js');
  const note = await changedImagesNote(store, frozen);
  if (note !== null) context.output.note(note);
  await warnOfEstimates(loaded, context);
}

async function warnOfEstimates(loaded: LoadedPipeline, context: Context): Promise<void> {
  const { formatComplaints } = await import('../../schemas/complaint.js');
  const { estimateComplaints } = await import('../../control/plan/estimates.js');
  const tooMuch = await estimateComplaints(loaded, context.stateFolder());
  if (tooMuch.length > 0) context.output.note(formatComplaints(tooMuch));
}

/** The changes of the command line, without its other options. */
function overridesOf({ param, set, seed, images }: PipelineOptions): PipelineOptions {
  return {
    ...(param ? { param } : {}),
    ...(set ? { set } : {}),
    ...(seed === undefined ? {} : { seed }),
    ...(images === undefined ? {} : { images }),
  };
}

/** Reads the images, and says how many there are. */
export async function announcedSource(
  dataset: Dataset,
  { output }: Context,
): Promise<Pick<RunRequest, 'contents' | 'decoder'>> {
  const { passTheDoor } = await import('../read-images.js');
  const { source, images, notes } = await passTheDoor(dataset, output);
  const { formatCount } = await import('../../scripts/format.mjs');
  if (images !== null) output.note(`${formatCount(images, 'image')} in ${locationOf(dataset)}`);
  for (const note of notes) output.note(note);
  return source;
}
