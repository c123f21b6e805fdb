// What a run recorded of its search: stage by stage and generation by generation, from the steps that stand.
import { EaganError } from '../../domain/errors.js';
import type { StageSpace } from '../../domain/search/stage-space.js';
import type {
  EvaluationArtifact,
  Individual,
  PopulationArtifact,
  SelectionArtifact,
  WinnerArtifact,
} from '../../domain/steps/artifacts.js';
import { getJson } from '../../domain/steps/objects.js';
import { ofKind, type StepOf } from '../../domain/steps/kinds.js';
import { parsePlace } from '../../domain/steps/parse-place.js';
import type { StepRecord } from '../../domain/steps/step.js';
import { standingLines, wholeRecords, type StepLine, type Store } from '../../store/index.js';
import { traceBreeding, traceFirst, type Birth } from '../../domain/search/breeding-trace.js';

type RecordOf<K extends 'openStage' | 'evaluate' | 'select' | 'trainSegment'> = StepRecord & {
  readonly step: StepOf<K>;
};

/** A finished evaluation: its record, and what it found. */
export interface Evaluation {
  readonly record: RecordOf<'evaluate'>;
  readonly artifact: EvaluationArtifact;
}

/** A generation without its evaluations, which are most of a run; without a selection, it is not closed yet. */
export interface OutlinedGeneration {
  readonly generation: number;
  readonly population: PopulationArtifact;
  /** The segments that trained it, in order. */
  readonly training: readonly RecordOf<'trainSegment'>[];
  readonly select: RecordOf<'select'> | null;
  readonly selection: SelectionArtifact | null;
}

export interface SearchedGeneration extends OutlinedGeneration {
  /** By slot; null: not finished. */
  readonly evaluations: readonly (Evaluation | null)[];
}

export interface OutlinedStage {
  readonly id: string;
  readonly space: StageSpace;
  readonly opened: RecordOf<'openStage'>;
  readonly generations: readonly OutlinedGeneration[];
  /** null: the stage is not closed. */
  readonly winner: WinnerArtifact | null;
}

export interface SearchedStage extends OutlinedStage {
  readonly generations: readonly SearchedGeneration[];
}

/** The stages that are open, in their order. Throws EAGAN_OBJECT_MISSING and EAGAN_OBJECT_CORRUPT. */
export async function readSearch(store: Store, run: string): Promise<SearchedStage[]> {
  const outline = await outlineSearch(store, run);
  const stages: SearchedStage[] = [];
  for (const stage of outline.stages) stages.push(await outline.judgedStage(stage));
  return stages;
}

/** The search of a run without its evaluations, and how to read those that are wanted. Throws the same. */
export async function outlineSearch(store: Store, run: string): Promise<SearchOutline> {
  const lines = await standingLines(store, run);
  const parsed = lines.map((line) => ({ line, place: parsePlace(line.place) }));
  const inStages = parsed.filter(({ place }) => place?.stage);
  const isJudging = ({ place }: (typeof parsed)[number]): boolean => place!.part === 'evaluate';
  const evaluations = grouped(inStages.filter(isJudging), ({ place }) => nameIn(place!.stage!, place!.generation));
  const others = inStages.filter((each) => !isJudging(each)).map(({ line }) => line);
  const records = await wholeRecords(store, others);
  const opened = ofKind('openStage', records).filter(({ step }) => 'space' in step.parameters);
  const own = grouped(records, ({ step }) => stageOf(step.place));
  const stages = opened.map((each) =>
    readStage(store, each as RecordOf<'openStage'>, own.get(stageOf(each.step.place))!),
  );
  return new SearchOutline(store, await Promise.all(stages), evaluations);
}

const stageOf = (place: string): string => parsePlace(place)?.stage ?? '';
const nameIn = (stage: string, generation: number | null): string => `${stage}/${generation ?? ''}`;

function grouped<T>(all: readonly T[], nameOf: (each: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const group = groups.get(nameOf(each));
    if (group) group.push(each);
    else groups.set(nameOf(each), [each]);
  }
  return groups;
}

export class SearchOutline {
  constructor(
    private readonly store: Store,
    readonly stages: readonly OutlinedStage[],
    private readonly lines: ReadonlyMap<string, readonly { readonly line: StepLine }[]>,
  ) {}

  /** One generation after the other, so that not all records are read at once. */
  async judgedStage(stage: OutlinedStage): Promise<SearchedStage> {
    return { ...stage, generations: await this.judged(stage, stage.generations) };
  }

  async judged({ id }: OutlinedStage, wanted: readonly OutlinedGeneration[]): Promise<SearchedGeneration[]> {
    const judged: SearchedGeneration[] = [];
    for (const generation of wanted)
      judged.push({ ...generation, evaluations: await this.evaluations(id, generation) });
    return judged;
  }

  private async evaluations(
    stage: string,
    { generation, population }: OutlinedGeneration,
  ): Promise<SearchedGeneration['evaluations']> {
    const lines = this.lines.get(nameIn(stage, generation)) ?? [];
    const judged = ofKind('evaluate', await wholeRecords(this.store, lines.map(({ line }) => line))); // prettier-ignore
    const evaluations = population.individuals.map(async (_, slot): Promise<Evaluation | null> => {
      const record = judged.find(({ step }) => step.parameters.individual.slot === slot);
      if (!record) return null;
      return { record, artifact: await getJson<EvaluationArtifact>(this.store.objects, record.outputs.evaluation!) };
    });
    return Promise.all(evaluations);
  }
}

async function readStage(
  store: Store,
  opened: RecordOf<'openStage'>,
  own: readonly StepRecord[],
): Promise<OutlinedStage> {
  const id = stageOf(opened.step.place);
  const closed = own.find(({ step }) => step.kind === 'closeStage');
  const byGeneration = grouped(own, ({ step }) => nameIn(id, parsePlace(step.place)!.generation));
  const generations: OutlinedGeneration[] = [];
  let digest = opened.outputs.population;
  while (digest !== undefined) {
    const population = await getJson<PopulationArtifact>(store.objects, digest);
    if (population.generation !== generations.length) throw otherGeneration(id, generations.length, population);
    const here = byGeneration.get(nameIn(id, population.generation)) ?? [];
    const generation = await readGeneration(store, population, here);
    generations.push(generation);
    digest = generation.select?.outputs.population;
  }
  const { space } = opened.step.parameters as { readonly space: StageSpace };
  const winner = closed ? await getJson<WinnerArtifact>(store.objects, closed.outputs.winner!) : null;
  return { id, space, opened, generations, winner };
}

/** A population that leads back would never end. */
function otherGeneration(stage: string, expected: number, { generation }: PopulationArtifact): EaganError {
  return new EaganError(
    'EAGAN_RECORD_INCONSISTENT',
    `the next population of ${stage} must be that of generation ${expected} (got ${generation})`,
    'Find out what was changed: eagan verify RUN',
  );
}

async function readGeneration(
  { objects }: Store,
  population: PopulationArtifact,
  here: readonly StepRecord[],
): Promise<OutlinedGeneration> {
  const select = ofKind('select', here)[0] ?? null;
  return {
    generation: population.generation,
    population,
    training: ofKind('trainSegment', here),
    select,
    selection: select && (await getJson<SelectionArtifact>(objects, select.outputs.selection!)),
  };
}

/** Everybody of a stage, each once, in the order of birth. */
export function individualsOf({ generations }: Pick<OutlinedStage, 'generations'>): Individual[] {
  const all = new Map(generations.flatMap(({ population }) => population.individuals).map((each) => [each.id, each]));
  return [...all.values()].sort((a, b) => a.born - b.born || (a.id < b.id ? -1 : 1));
}

/** The evaluations that a closed generation was selected by. */
export function evaluationsOf({ evaluations }: SearchedGeneration): EvaluationArtifact[] {
  return evaluations.map((evaluation) => evaluation!.artifact);
}

/**
 * The births of everybody who was born in a generation of a stage, told by the step that made them. `before`: the
 * generation before; null: it is the first.
 */
export function birthsAfter({ opened, id }: OutlinedStage, before: SearchedGeneration | null): Birth[] {
  if (before === null) {
    const parameters = opened.step.parameters as Parameters<typeof traceFirst>[0];
    return traceFirst(parameters, id, opened.step.seed!);
  }
  const { parameters, seed } = before.select!.step;
  return traceBreeding(parameters, before.population, evaluationsOf(before), seed!);
}
