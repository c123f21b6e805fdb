// Where two runs part, and why: the first step of the plan that they do not share, and the first generation of the
// search in which something is different.
import { canonicalJson } from '../../domain/digest.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { genotypeKey } from '../../domain/search/genotype.js';
import { inPlanOrder } from '../../domain/steps/place-order.js';
import type { Step } from '../../domain/steps/kinds.js';
import { resultText, type StepRecord } from '../../domain/steps/step.js';
import type { SearchedGeneration, SearchedStage } from '../why/read-search.js';

/** `parameters`, `seed`, `inputs`, `version`: what the step was asked for. `result`: the same step gave other bits. */
type StepDifference = 'seed' | 'parameters' | 'inputs' | 'version' | 'result';

/** The first step that two runs do not share. */
interface PartingStep {
  readonly place: string;
  readonly differs: readonly StepDifference[];
  /** Names of the parameters that differ. */
  readonly parameters: readonly string[];
}

/** The first generation that is not the same in both, and what of it. */
interface PartingGeneration {
  readonly stage: string;
  readonly generation: number;
  readonly differs: 'individuals' | 'figures' | 'survivors' | 'end';
  /** Individuals with the same genotype in the same slot, of how many at most. */
  readonly shared: number;
  readonly of: number;
}

export interface RunParting {
  /** null: they share every step that both have. */
  readonly step: PartingStep | null;
  /** null: every generation that both have is the same. */
  readonly generation: PartingGeneration | null;
}

interface RunSide {
  readonly pipeline: Pipeline;
  readonly records: readonly StepRecord[];
  readonly stages: readonly SearchedStage[];
}

/** Compares what two runs have finished. A step that only one has finished is no difference. */
export function partingOf(a: RunSide, b: RunSide): RunParting {
  return { step: partingStep(a, b), generation: partingGeneration(a.stages, b.stages) };
}

function partingStep(a: RunSide, b: RunSide): PartingStep | null {
  const theirs = new Map(b.records.map((record) => [record.step.place, record]));
  const ours = inPlanOrder(
    a.pipeline,
    a.records.map((record) => ({ place: record.step.place, record })),
  );
  for (const { place, record } of ours) {
    const other = theirs.get(place);
    if (other === undefined) continue;
    if (record.key !== other.key) return { place, ...stepDifferences(record.step, other.step) };
    if (resultText(record) !== resultText(other)) return { place, differs: ['result'], parameters: [] };
  }
  return null;
}

function stepDifferences(a: Step, b: Step): Pick<PartingStep, 'differs' | 'parameters'> {
  const [ours, theirs] = [fieldsOf(a.parameters), fieldsOf(b.parameters)];
  const names = [...new Set([...ours.keys(), ...theirs.keys()])];
  const parameters = names.filter((name) => !equal(ours.get(name), theirs.get(name)));
  const differs: StepDifference[] = [
    ...(a.kindVersion === b.kindVersion && a.kind === b.kind ? [] : (['version'] as const)),
    ...(a.seed === b.seed ? [] : (['seed'] as const)),
    ...(parameters.length === 0 ? [] : (['parameters'] as const)),
    ...(equal(a.inputs, b.inputs) ? [] : (['inputs'] as const)),
  ];
  return { differs, parameters };
}

const fieldsOf = (parameters: object): ReadonlyMap<string, unknown> => new Map(Object.entries(parameters));

function partingGeneration(ours: readonly SearchedStage[], theirs: readonly SearchedStage[]): PartingGeneration | null {
  for (const stage of ours) {
    const other = theirs.find(({ id }) => id === stage.id);
    const pairs = stage.generations.flatMap((a, index) => {
      const b = other?.generations[index];
      return b ? [{ a, b }] : [];
    });
    for (const { a, b } of pairs) {
      const differs = generationDifference(a, b);
      if (differs) return { stage: stage.id, generation: a.generation, differs, ...sharedIndividuals(a, b) };
    }
  }
  return null;
}

function generationDifference(a: SearchedGeneration, b: SearchedGeneration): PartingGeneration['differs'] | null {
  if (!equal(genotypesOf(a), genotypesOf(b))) return 'individuals';
  const judged = a.evaluations.flatMap((ours, slot) => {
    const theirs = b.evaluations[slot];
    return ours && theirs ? [{ ours: ours.artifact, theirs: theirs.artifact }] : [];
  });
  if (judged.some(({ ours, theirs }) => !equal(ours, theirs))) return 'figures';
  if (a.selection === null || b.selection === null) return null;
  if (!equal(a.selection.survivors, b.selection.survivors)) return 'survivors';
  return (a.select!.outputs.population === undefined) === (b.select!.outputs.population === undefined) ? null : 'end';
}

function sharedIndividuals(a: SearchedGeneration, b: SearchedGeneration): { shared: number; of: number } {
  const [ours, theirs] = [genotypesOf(a), genotypesOf(b)];
  return { shared: ours.filter((key, slot) => key === theirs[slot]).length, of: Math.max(ours.length, theirs.length) };
}

const genotypesOf = ({ population }: SearchedGeneration): string[] =>
  population.individuals.map(({ genotype }) => genotypeKey(genotype));

const equal = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);
