// The runs that a matrix asks for: every combination is loaded and checked before one of them is frozen.
import { canonicalJson } from '../../domain/digest.js';
import { variationsOf, type Variation } from '../../domain/runs/matrix.js';
import { axesOf } from '../../control/matrix/axes.js';
import type { AskedMember } from '../../control/matrix/freeze-matrix.js';
import { requireMetricFiles } from '../../control/runs/metric-files.js';
import { PipelineInvalidError, readPipelineFile } from '../../control/runs/pipeline-file.js';
import type { LoadedPipeline } from '../../schemas/load-pipeline.js';
import type { Complaint } from '../../schemas/complaint.js';
import type { Overrides } from '../../schemas/overrides.js';
import { announcedSource, requestOf } from '../commands/run.js';
import type { MatrixOptions } from './options.js';
import type { Context } from '../command.js';

/** A combination with its pipeline. */
export interface LoadedMember {
  readonly variation: Variation;
  readonly overrides: Overrides;
  readonly loaded: LoadedPipeline;
}

/** Loads every combination. Throws EAGAN_USAGE, and EAGAN_PIPELINE_INVALID with the complaints about all of them. */
export function loadMembers(file: string, options: MatrixOptions, { directory }: Context): LoadedMember[] {
  const refused: { complaints: Complaint[]; more: number; errors: number } = { complaints: [], more: 0, errors: 0 };
  const known = new Set<string>();
  const members = variationsOf(axesOf(options)).flatMap((variation): LoadedMember[] => {
    const overrides = overridesOf(variation, options);
    const loaded = readPipelineFile(file, { ...overrides, directory });
    if (loaded.ok) return [{ variation, overrides, loaded }];
    // What is wrong in the file itself is wrong in every run: it is said once.
    const fresh = loaded.complaints.filter((one) => !known.has(canonicalJson(one)));
    for (const one of fresh) known.add(canonicalJson(one));
    refused.complaints.push(...fresh);
    refused.errors += fresh.filter(({ severity }) => severity === 'error').length;
    refused.more = Math.max(refused.more, loaded.more);
    return [];
  });
  if (refused.errors > 0) throw new PipelineInvalidError({ ok: false, ...refused }, file);
  for (const { loaded } of members) requireMetricFiles(loaded.pipeline);
  return members;
}

/** As `eagan run` gets them for one of the runs. */
function overridesOf({ seed, param, set }: Variation, { images }: MatrixOptions): Overrides {
  return {
    ...(param.length > 0 ? { param } : {}),
    ...(set.length > 0 ? { set } : {}),
    ...(seed === undefined ? {} : { seed }),
    ...(images === undefined ? {} : { images }),
  };
}

/** The same as requests for runs: those that `eagan run FILE --seed … --param …` makes, with the same ids. */
export async function askedMembers(file: string, options: MatrixOptions, context: Context): Promise<AskedMember[]> {
  const once = toldOnce(context);
  const sources = new Map<string, ReturnType<typeof announcedSource>>();
  const sourceOf: typeof announcedSource = (dataset, to) => {
    const key = canonicalJson(dataset);
    sources.set(key, sources.get(key) ?? announcedSource(dataset, to));
    return sources.get(key)!;
  };
  const asked: AskedMember[] = [];
  for (const { variation, overrides, loaded } of loadMembers(file, options, context)) {
    const request = await requestOf(file, loaded, overrides, once, sourceOf);
    asked.push({ request, setting: variation.setting });
  }
  return asked;
}

/** Most notes are about the file, and the same for every run. */
function toldOnce(context: Context): Context {
  const told = new Set<string>();
  const note = (text: string): void => {
    if (!told.has(text)) context.output.note(text);
    told.add(text);
  };
  return { ...context, output: { ...context.output, note } };
}
