// Reads a run for trackers. What is damaged is named and left out.
import { EaganError } from '../../../domain/errors.js';
import { places } from '../../../domain/steps/places.js';
import { frozenDigest, type RunInStore, type Store } from '../../../store/index.js';
import { surveyRun, type AuditSource } from '../../audit/export/source.js';
import { sampleGrids } from '../samples/sample-grids.js';
import { pipelineName } from '../../runs/exported-files.js';
import { exportedPipeline } from '../../runs/exported-pipeline.js';
import { tables, type TableName } from '../../tables/index.js';
import type { TableRow } from '../../tables/table.js';
import { parametersOf } from './parameters.js';
import { addSearch } from './search-series.js';
import { addCandidates, addLosses, addScores, SeriesOf, timesOf, type Times } from './series.js';
import type { TrackedFile, TrackedPicture, TrackedRun } from './tracked-run.js';

/** Pictures are those that were made before: nothing is computed. Throws EAGAN_RUN_DAMAGED, by `readingRun`. */
export async function readTrackedRun(store: Store, run: RunInStore): Promise<TrackedRun> {
  const { frozen, state } = run;
  const source = await surveyRun(store, run);
  const [steps, candidates, scores] = [
    await rowsOf('steps', source),
    await rowsOf('candidates', source),
    await rowsOf('scores', source),
  ];
  const times = timesOf(steps);
  const series = new SeriesOf();
  addLosses(series, steps, times);
  addCandidates(series, candidates, times, frozen.pipeline);
  addScores(series, scores, times);
  const missing = source.missing.map(({ what }) => what);
  await orMissing(missing, 'the search by generation', () => addSearch(series, store, run, times));
  const startedAt = Date.parse(frozen.createdAt);
  const endedAt = state && 'finishedAt' in state ? Date.parse(state.finishedAt) : null;
  const pictures: TrackedPicture[] = [];
  await orMissing(missing, 'pictures of samples', () => addPictures(pictures, store, run, times));
  return {
    ...{ run: frozen.run, name: frozen.pipeline.name, frozen: (await frozenDigest(store.refs, frozen.run))! },
    ...{ startedAt, endedAt, status: state?.status ?? 'running' },
    parameters: parametersOf(frozen.pipeline),
    tags: tagsOf(source, scores),
    ...{ series: series.all(), pictures, files: await filesOf(source), missing },
    pipeline: exportedPipeline(frozen),
  };
}

async function rowsOf(name: TableName, source: AuditSource): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of tables[name].rows(source)) rows.push(row);
  return rows;
}

async function orMissing(missing: string[], what: string, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof EaganError)) throw error;
    missing.push(`${what}: ${error.message}`);
  }
}

function tagsOf({ run, head, programs }: AuditSource, scores: readonly TableRow[]): Record<string, string> {
  const { frozen, result } = run;
  const protocols = [...new Set(scores.flatMap(({ protocol }) => (typeof protocol === 'string' ? [protocol] : [])))];
  const version = programs.at(-1)?.['version'];
  return {
    'eagan.run': frozen.run,
    'eagan.pipeline': frozen.digest,
    ...(head ? { 'eagan.head': head.digest, 'eagan.lines': String(head.sequence) } : {}),
    ...(result ? { 'eagan.result': result.resultDigest } : {}),
    ...(protocols.length > 0 ? { 'eagan.protocol': protocols.join(' ') } : {}),
    ...(version === undefined ? {} : { 'eagan.version': String(version) }),
  };
}

/** The pipeline, and what a completed run exported. */
async function filesOf({ run, raw, results }: AuditSource): Promise<TrackedFile[]> {
  const files: TrackedFile[] = [{ name: pipelineName, bytes: Buffer.from(exportedPipeline(run.frozen)) }];
  for (const [name, digest] of results) {
    const bytes = await raw.object(digest);
    if (bytes !== null) files.push({ name, bytes });
  }
  return files;
}

async function addPictures(pictures: TrackedPicture[], store: Store, run: RunInStore, times: Times): Promise<void> {
  const { generations, final } = await sampleGrids(store, run, { make: false });
  const latest = Math.max(...times.values(), Date.parse(run.frozen.createdAt));
  for (const { png, stage, generation } of generations)
    if (png !== null)
      pictures.push({ name: `${stage}/samples`, step: generation, at: times.get(places.select(stage, generation)) ?? latest, png }); // prettier-ignore
  for (const { png, iteration } of final)
    if (png !== null) pictures.push({ name: 'final/samples', step: iteration, at: latest, png });
}
