// Everything that a report of a run shows, as one plain JSON value: what the run recorded, and what follows from that.
// Charts and pages are made from it alone. Texts in it come from files of the run: escape them before you show them.
import type { Dataset } from '../../domain/dataset.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { finalJudgeOf, judgeIn } from '../../domain/judges.js';
import { readingRun, readStory, runRecords, type RunInStore, type Store } from '../../store/index.js';
import { figuresBySetting, type SettingFigures } from '../../domain/runs/matrix-settings.js';
import type { RunMatrix, MatrixMember } from '../../domain/runs/matrix.js';
import type { Difference } from '../compare/differences.js';
import { compareSearches, runsBySeed, type SearchTable } from '../compare/searches.js';
import { runCost, type RunCost } from '../history/run-cost.js';
import { overviewOf, type RunOverview } from '../runs/run-overview.js';
import { readSearch } from '../why/read-search.js';
import { figureFacts, spreadTextsOf, type FigureFacts } from './figure-facts.js';
import { forkChanges } from './fork-facts.js';
import type { SampleSheet } from './samples/sample-sheet.js';
import { lossFacts, type SegmentFacts } from './loss-facts.js';
import { programFacts, type ProgramFacts } from './program-facts.js';
import { readProtocols, type ProtocolFacts } from './protocol-facts.js';
import { readScores, winnerOf, type ScoreFacts } from './score-facts.js';
import { stageFacts, type StageFacts } from './stage-facts.js';
import { readTimeline, type TimelineFacts } from './timeline-facts.js';

export interface RunFacts {
  readonly schemaVersion: 1;
  /** When the facts were read; ISO 8601. */
  readonly readAt: string;
  /** The name in its pipeline. */
  readonly name: string;
  readonly overview: RunOverview;
  /** Of a fork, what it says differently than the run that it was taken from; null: not known, or no fork. */
  readonly forkChanges: readonly Difference[] | null;
  readonly program: ProgramFacts;
  readonly dataset: DatasetFacts;
  /** The figures of images that the run computes, and the costs, in the order of their table. */
  readonly figures: readonly FigureFacts[];
  /** By digest. Figures of unequal protocols must not be compared. */
  readonly protocols: Readonly<Record<string, ProtocolFacts>>;
  readonly stages: readonly StageFacts[];
  /** Mean losses of each segment of training, in order. */
  readonly segments: readonly SegmentFacts[];
  /** The final figures, in the order in which they were computed. */
  readonly scores: readonly ScoreFacts[];
  /** What stands behind the ± of final figures, by their recorded names. */
  readonly spreads: Readonly<Record<string, string>>;
  readonly timeline: TimelineFacts;
  readonly cost: RunCost;
}

interface DatasetFacts {
  readonly kind: Dataset['kind'];
  /** Width and height of the images. */
  readonly size: number;
  /** null: the images are not read yet. */
  readonly counts: { readonly train: number; readonly heldOut: number; readonly skipped: number } | null;
}

/** Runs with their searches beside each other, on the same reference points. */
export interface ReportFacts {
  readonly runs: readonly RunFacts[];
  /** A table for each stage and protocol. */
  readonly searches: readonly SearchTable[];
  /** The final figures over seeds: by the settings of a matrix, or by runs that differ only in their seeds. */
  readonly settings: readonly SettingFigures[];
  /** The matrix whose runs these are. */
  readonly matrix?: Pick<RunMatrix, 'name' | 'members'>;
  /** Images of the first run, for charts that ask for them. */
  readonly samples?: SampleSheet;
}

/** Reads runs. Throws what reading them throws, with the name of the damaged run. */
export async function readReportFacts(
  store: Store,
  found: readonly RunInStore[],
  matrix: ReportFacts['matrix'] | null = null,
): Promise<ReportFacts> {
  const read = [];
  for (const each of found) read.push(await readingRun(each.frozen.run, () => readWithSearch(store, each)));
  const sides = read.map(({ side }) => side);
  const { tables } = compareSearches(sides);
  const winners = new Map(read.map(({ facts: { overview, scores } }) => [overview.run, winnerOf(scores)]));
  const settings = figuresBySetting(matrix?.members ?? membersBySeed(sides), (run) => winners.get(run) ?? null);
  return { runs: read.map(({ facts }) => facts), searches: tables, settings, ...(matrix ? { matrix } : {}) };
}

/** As if they were a matrix: runs of one pipeline with several seeds have one setting. */
const membersBySeed = (sides: Parameters<typeof runsBySeed>[0]): MatrixMember[] =>
  runsBySeed(sides).flatMap((group) =>
    group.map(({ name, pipeline }) => ({ run: name, seed: pipeline.seed, setting: group.map((one) => one.name) })),
  );

async function readWithSearch(
  store: Store,
  found: RunInStore,
): Promise<{ facts: RunFacts; side: Parameters<typeof compareSearches>[0][number] }> {
  const { run, pipeline } = found.frozen;
  const records = await runRecords(store, run);
  const stages = await readSearch(store, run);
  const story = await readStory(store, run);
  const side = { name: run, pipeline, records, stages };
  const cost = await runCost(store, found);
  const scores = await readScores(store, records, found.result?.exportKey);
  const staged = stageFacts(run, stages, pipeline, compareSearches([side]).tables, cost);
  const facts: RunFacts = {
    schemaVersion: 1,
    readAt: new Date().toISOString(),
    name: pipeline.name,
    overview: await overviewOf(store, found),
    forkChanges: await forkChanges(store, found),
    program: await programFacts(store, story, records),
    dataset: datasetFacts(pipeline, records),
    figures: figureFacts(pipeline),
    protocols: {
      ...(await readProtocols(store, judgeIn(pipeline, 'search').settings, protocolsIn(staged))),
      ...(await readProtocols(store, finalJudgeOf(pipeline).settings, [...new Set(scores.map((one) => one.protocol))])),
    },
    stages: staged,
    segments: lossFacts(records),
    scores,
    spreads: spreadTextsOf(pipeline),
    timeline: await readTimeline(store, run, story),
    cost,
  };
  return { facts, side };
}

function datasetFacts({ dataset }: Pipeline, records: Awaited<ReturnType<typeof runRecords>>): DatasetFacts {
  const numbers = records.find(({ step }) => step.kind === 'ingest')?.numbers;
  const counts = numbers && {
    train: numbers.trainImages ?? 0,
    heldOut: numbers.heldOutImages ?? 0,
    skipped: numbers.skipped ?? 0,
  };
  return { kind: dataset.kind, size: dataset.size, counts: counts ?? null };
}

const protocolsIn = (stages: readonly StageFacts[]): string[] =>
  stages.flatMap(({ generations }) => generations.flatMap(({ protocol }) => (protocol === null ? [] : [protocol])));
