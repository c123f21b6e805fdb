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
import { runRecords, type Store } from '../../store/index.js';
import { traceBreeding, traceFirst, type Birth } from '../../domain/search/breeding-trace.js';

type RecordOf<K extends 'openStage' | 'evaluate' | 'select' | 'trainSegment'> = StepRecord & {
  readonly step: StepOf<K>;
};

/** A finished evaluation: its record, and what it found. */
export interface Evaluation {
  readonly record: RecordOf<'evaluate'>;
  readonly artifact: EvaluationArtifact;
}

/** A generation; without a selection, it is not closed yet. */
export interface SearchedGeneration {
  readonly generation: number;
  readonly population: PopulationArtifact;
  /** The segments that trained it, in order. */
  readonly training: readonly RecordOf<'trainSegment'>[];
  /** By slot; null: not finished. */
  readonly evaluations: readonly (Evaluation | null)[];
  readonly select: RecordOf<'select'> | null;
  readonly selection: SelectionArtifact | null;
}

export interface SearchedStage {
  readonly id: string;
  readonly space: StageSpace;
  readonly opened: RecordOf<'openStage'>;
  readonly generations: readonly SearchedGeneration[];
  /** null: the stage is not closed. */
  readonly winner: WinnerArtifact | null;
}

/** The stages that are open, in their order. Throws EAGAN_OBJECT_MISSING and EAGAN_OBJECT_CORRUPT. */
export async function readSearch(store: Store, run: string): Promise<SearchedStage[]> {
  const records = await runRecords(store, run);
  const stages = ofKind('openStage', records).filter(({ step }) => 'space' in step.parameters);
  return Promise.all(stages.map((opened) => readStage(store, opened as RecordOf<'openStage'>, records)));
}

async function readStage(
  store: Store,
  opened: RecordOf<'openStage'>,
  records: readonly StepRecord[],
): Promise<SearchedStage> {
  const id = parsePlace(opened.step.place)!.stage!;
  const own = records.filter(({ step }) => parsePlace(step.place)?.stage === id);
  const closed = own.find(({ step }) => step.kind === 'closeStage');
  const generations: SearchedGeneration[] = [];
  let digest = opened.outputs.population;
  while (digest !== undefined) {
    const population = await getJson<PopulationArtifact>(store.objects, digest);
    if (population.generation !== generations.length) throw otherGeneration(id, generations.length, population);
    const generation = await readGeneration(store, population, own);
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
  own: readonly StepRecord[],
): Promise<SearchedGeneration> {
  const { generation, individuals } = population;
  const here = own.filter(({ step }) => parsePlace(step.place)!.generation === generation);
  const judged = ofKind('evaluate', here);
  const select = ofKind('select', here)[0] ?? null;
  const evaluations = individuals.map(async (_, slot): Promise<Evaluation | null> => {
    const record = judged.find(({ step }) => step.parameters.individual.slot === slot);
    return record ? { record, artifact: await getJson<EvaluationArtifact>(objects, record.outputs.evaluation!) } : null;
  });
  return {
    generation,
    population,
    training: ofKind('trainSegment', here),
    evaluations: await Promise.all(evaluations),
    select,
    selection: select && (await getJson<SelectionArtifact>(objects, select.outputs.selection!)),
  };
}

/** Everybody of a stage, each once, in the order of birth. */
export function individualsOf({ generations }: Pick<SearchedStage, 'generations'>): Individual[] {
  const all = new Map(generations.flatMap(({ population }) => population.individuals).map((each) => [each.id, each]));
  return [...all.values()].sort((a, b) => a.born - b.born || (a.id < b.id ? -1 : 1));
}

/** The evaluations that a closed generation was selected by. */
export function evaluationsOf({ evaluations }: SearchedGeneration): EvaluationArtifact[] {
  return evaluations.map((evaluation) => evaluation!.artifact);
}

/** The births of everybody who was born in a generation of a stage, told by the step that made them. */
export function birthsIn({ opened, generations, id }: SearchedStage, generation: number): Birth[] {
  if (generation === 0) {
    const parameters = opened.step.parameters as Parameters<typeof traceFirst>[0];
    return traceFirst(parameters, id, opened.step.seed!);
  }
  const before = generations[generation - 1]!;
  const { parameters, seed } = before.select!.step;
  return traceBreeding(parameters, before.population, evaluationsOf(before), seed!);
}
