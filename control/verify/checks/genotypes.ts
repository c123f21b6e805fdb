// Architectures in a record: each must be legal, in the space of its stage, and none may be there twice.
import type { Individual, PopulationArtifact } from '../../../domain/steps/artifacts.js';
import { genotypeKey, genotypeProblem } from '../../../domain/search/genotype.js';
import { searchedHalves } from '../../../domain/search/pairs.js';
import { spaceOfStage, stageSpaceContains } from '../../../domain/search/stage-space.js';
import { getJson } from '../../../domain/steps/objects.js';
import { parsePlace } from '../../../domain/steps/parse-place.js';
import type { StepRecord } from '../../../domain/steps/step.js';
import type { Evidence } from '../evidence.js';
import type { RecordCheck } from './check.js';

type Found = Pick<Individual, 'id' | 'genotype'>;

export const genotypes: RecordCheck = async (record, evidence) => {
  const { pipeline } = evidence.found.frozen;
  const stage = pipeline.stages.find(({ id }) => id === parsePlace(record.step.place)?.stage);
  if (!stage) return [];
  const space = spaceOfStage(stage, pipeline.searchSpaces);
  const individuals = await individualsOf(record, evidence);
  return individuals.flatMap(({ id, genotype }, index) => {
    const halves = searchedHalves(stage.search, genotype);
    const illegal = halves.flatMap((half) => genotypeProblem(half.network, half.genotype) ?? []);
    if (illegal.length > 0) return illegal.map((problem) => `${id} must be a legal architecture: ${problem}`);
    if (!stageSpaceContains(space, genotype))
      return [`${id} must be in the space of its stage (got ${genotypeKey(genotype)})`];
    const twin = individuals.slice(0, index).find((other) => genotypeKey(other.genotype) === genotypeKey(genotype));
    return twin ? [`${id} must be another architecture than ${twin.id} (got ${genotypeKey(genotype)})`] : [];
  });
};

async function individualsOf({ step, outputs }: StepRecord, { store }: Evidence): Promise<readonly Found[]> {
  if (step.kind === 'evaluate') return [step.parameters.individual];
  const { population } = outputs;
  if (population === undefined || (step.kind !== 'openStage' && step.kind !== 'select')) return [];
  return (await getJson<PopulationArtifact>(store.objects, population)).individuals;
}
