// The end of a run for people and scripts: four figures under one protocol, pictures, paths, what to type next.
import { dirname, join } from 'node:path';
import type { ScoreArtifact } from '../../domain/steps/artifacts.js';
import { EaganError } from '../../domain/errors.js';
import { defaultSplits } from '../../domain/extractor.js';
import { finalJudgeOf } from '../../domain/judges.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { getJson } from '../../domain/steps/objects.js';
import { previewImages } from '../../domain/plan/index.js';
import { askedJudge, figuresIn } from '../../domain/search/figures-of-run.js';
import type { ImageFigure, SpreadMeasure } from '../../domain/search/figures.js';
import { selectionLabels } from '../../domain/search/selection-label.js';
import { kindVersionIn, spreadIn } from '../../domain/steps/kind-versions.js';
import { ofKind } from '../../domain/steps/kinds.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { createFileLayer, runRecords, type FrozenRun, type RunInStore, type Store } from '../../store/index.js';
import { auditOf, layAuditFile } from '../audit/audit-file.js';
import { exportNames, pipelineName } from '../runs/exported-files.js';
import { exportedPipeline } from '../runs/exported-pipeline.js';
import { layFile } from '../runs/lay-file.js';
import { figures, type ComparedFigures, type ScoreRecord, type SummaryFigures } from './summary-figures.js';
import { winnerRemarks } from './summary-remarks.js';
import { earlyEnds, stageWinners, type EarlyEnd, type StageWinner } from './stage-ends.js';

export interface RunSummary {
  readonly run: string;
  readonly status: 'completed';
  readonly resultDigest: string;
  /** Digest of the protocol of the winner's figures. */
  readonly protocol: string;
  /** Images that each figure is made from. */
  readonly images: number;
  /** Parts that scores and deviations are taken over. */
  readonly splits: number;
  /** What the deviation of each figure says. */
  readonly spreads: Readonly<Partial<Record<ImageFigure, SpreadMeasure>>>;
  readonly figures: ComparedFigures;
  /** Plain sentences about a winner that is no better than noise or than before its training. */
  readonly remarks: readonly string[];
  readonly parameters: number | null;
  /** The winner of each stage with its costs. */
  readonly winners: readonly StageWinner[];
  /** Stages that ended before their last generation. */
  readonly earlyEnds: readonly EarlyEnd[];
  /** The rule that chose survivors, for display, if it is not Pareto selection. */
  readonly selections: readonly string[];
  /** The run whose steps before that place this run shares; null: it is no fork. */
  readonly forkedFrom: { readonly run: string; readonly at: string } | null;
  /** The digest of the ledger's last line: who publishes it, fixes every line before it. */
  readonly head: string;
  /** The exported files, and what the run got at its end, absolute. */
  readonly files: Readonly<Record<string, string>>;
}

/** Bytes NHWC RGB of a few images, for the terminal. */
export interface SummaryPictures {
  readonly size: number;
  readonly real: Uint8Array;
  readonly winner: Uint8Array;
}

/** Plain sentences about the winner of a run that is no better than noise; none while the run is not completed. */
export async function remarksOn(store: Store, { frozen, result }: RunInStore): Promise<string[]> {
  if (result === null) return [];
  const records = await runRecords(store, frozen.run);
  const { scores, winner } = scoresOf(records, exportOf(records, result.exportKey));
  return winnerRemarks(comparedFigures(frozen.pipeline, scores, winner));
}

/** The scores of a run, and that of the state that it exported. */
function scoresOf(
  records: readonly StepRecord[],
  exported: StepRecord,
): { readonly scores: readonly ScoreRecord[]; readonly winner: ScoreRecord | undefined } {
  const scores = ofKind('scoreWinner', records);
  const winner = scores.find(
    ({ step }) => step.parameters.subject === 'trained' && step.inputs.state === exported.step.inputs.state,
  );
  return { scores, winner };
}

/** Reads the outcome of a completed run, and writes its results as ordinary files in `folder`. */
export async function summarise(store: Store, found: RunInStore, folder: string): Promise<RunSummary> {
  const { frozen, result } = found;
  const records = await runRecords(store, frozen.run);
  const exported = exportOf(records, result?.exportKey);
  const { scores, winner } = scoresOf(records, exported);
  const known = comparedFigures(frozen.pipeline, scores, winner);
  const files = await layDown(store, exported, frozen, folder);
  const audit = await auditOf(store, found, folder);
  return {
    run: frozen.run,
    status: 'completed',
    resultDigest: result!.resultDigest,
    protocol: winner ? (await getJson<ScoreArtifact>(store.objects, winner.outputs.score!)).protocol : '',
    images: frozen.pipeline.finalTraining.images,
    splits: finalJudgeOf(frozen.pipeline).settings.splits ?? defaultSplits,
    spreads: spreadsIn(frozen.pipeline),
    figures: known,
    remarks: winnerRemarks(known),
    parameters: exported.numbers.parameters ?? null,
    winners: stageWinners(records),
    earlyEnds: earlyEnds(frozen.pipeline, records),
    selections: selectionLabels(frozen.pipeline.stages),
    forkedFrom: frozen.forkedFrom ?? null,
    head: audit.statement.head,
    files: { ...files, audit: await layAuditFile(audit, folder) },
  };
}

function spreadsIn(pipeline: Pipeline): RunSummary['spreads'] {
  const version = kindVersionIn(pipeline, 'scoreWinner');
  return Object.fromEntries(figuresIn(askedJudge(pipeline, 'final')).map((name) => [name, spreadIn(version, name)]));
}

function comparedFigures(
  pipeline: Pipeline,
  scores: readonly ScoreRecord[],
  winner: ScoreRecord | undefined,
): ComparedFigures {
  const of = (record: ScoreRecord | undefined): SummaryFigures =>
    figures(record, figuresIn(askedJudge(pipeline, 'final')), pipeline.finalTraining.images);
  const scored = (subject: string): SummaryFigures =>
    of(scores.find(({ step }) => step.parameters.subject === subject));
  return { noise: scored('noise'), untrained: scored('untrained'), winner: of(winner), heldOut: scored('heldOut') };
}

/** The images in the export's preview: real ones, then `previewImages` of the winner's. */
export async function pictures(store: Store, { frozen, result }: RunInStore): Promise<SummaryPictures> {
  const exported = exportOf(await runRecords(store, frozen.run), result?.exportKey);
  const { size } = frozen.pipeline.dataset;
  const preview = await store.objects.get(exported.outputs.preview!);
  const border = preview.length - previewImages * size * size * 3;
  return { size, real: preview.subarray(0, border), winner: preview.subarray(border) };
}

function exportOf(records: readonly StepRecord[], key: string | undefined): StepRecord {
  const found = records.find((record) => record.key === key);
  if (found) return found;
  throw new EaganError('EAGAN_OBJECT_MISSING', `the run must have an export step (got none with key ${key})`);
}

async function layDown(
  store: Store,
  exported: StepRecord,
  frozen: FrozenRun,
  folder: string,
): Promise<Record<string, string>> {
  // The state folder is the root: neither `runs` nor the run's folder may be a link.
  const files = createFileLayer({ root: dirname(dirname(folder)) });
  const paths: Record<string, string> = { pipeline: join(folder, pipelineName) };
  await layFile(files, paths.pipeline!, Buffer.from(exportedPipeline(frozen)));
  // An earlier version wrote it beside the others; it was not a pipeline file.
  await files.remove(join(folder, 'pipeline.json'));
  for (const [output, name] of Object.entries(exportNames)) {
    const digest = exported.outputs[output];
    if (digest === undefined) continue;
    paths[output] = join(folder, name);
    await layFile(files, paths[output], await store.objects.get(digest));
  }
  return paths;
}
