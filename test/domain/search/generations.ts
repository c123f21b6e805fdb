// Random generations of small searches: populations with figures that often tie, of both networks and of pairs, with
// every rule of selection.
import fc from 'fast-check';
import type { SearchSpace, SpaceConstraint } from '../../../domain/pipeline.js';
import { firstPopulation } from '../../../domain/search/breeding.js';
import { fullSpace } from '../../../domain/search/search-space.js';
import { selectionKinds, type SelectionRule } from '../../../domain/search/selection-rules.js';
import { selectGeneration } from '../../../domain/search/selection.js';
import type { StageSpace } from '../../../domain/search/stage-space.js';
import type { EvaluationArtifact, PopulationArtifact } from '../../../domain/steps/artifacts.js';
import type { SelectParameters } from '../../../domain/steps/step-parameters.js';
import { stream } from '../../../domain/stream.js';
import { selectParameters } from '../fixtures.js';

export interface RandomGeneration {
  readonly parameters: SelectParameters;
  readonly population: PopulationArtifact;
  readonly evaluations: readonly EvaluationArtifact[];
  readonly seed: number;
}

const few: readonly SpaceConstraint[] = [{ kind: 'atMost', operations: ['conv_5x5', 'dil_conv_5x5'], count: 6 }];
const constrained = (constraints: readonly SpaceConstraint[]): SearchSpace => ({
  ...fullSpace('generator'),
  constraints,
});
const spaces: readonly StageSpace[] = [
  fullSpace('generator'),
  fullSpace('discriminator'),
  { network: 'both', generator: fullSpace('generator'), discriminator: fullSpace('discriminator') },
  constrained(few),
  constrained([{ kind: 'equalCells' }]),
];

const rules: fc.Arbitrary<SelectionRule> = fc
  .tuple(fc.constantFrom(...selectionKinds), fc.integer({ min: 1, max: 5 }))
  .map(([kind, size]) => (kind === 'tournament' ? { kind, size } : { kind }) as SelectionRule);

/** Figures from a few values, so that individuals tie; some have none. */
export function evaluate(population: PopulationArtifact, seed: number, values = 4): EvaluationArtifact[] {
  const random = stream(seed, 'figures');
  return population.individuals.map(({ id }) => {
    const base = { schemaVersion: 1, kind: 'evaluation', individual: id, protocol: 'p' } as const;
    const [fate, distance, score, parameters] = [0, 0, 0, 0].map(() => random.integer(values)) as [
      number,
      number,
      number,
      number,
    ];
    if (fate === 0 && random.integer(2) === 0)
      return { ...base, status: random.integer(2) === 0 ? 'failed' : 'diverged', parameters: 1 + parameters };
    const figures = { frechetDistance: 10 + distance, classifierScore: 1 + score };
    return { ...base, status: 'ok', figures, parameters: 1 + parameters };
  });
}

/** A generation, after up to three before it. */
export const generations: fc.Arbitrary<RandomGeneration> = fc
  .record({
    space: fc.constantFrom(...spaces),
    population: fc.integer({ min: 2, max: 9 }),
    survivors: fc.constantFrom(0.25, 0.5, 1),
    crossover: fc.constantFrom(0, 0.4, 1),
    mutation: fc.constantFrom(0, 0.5, 1),
    selection: rules,
    pairing: fc.constantFrom('manyToOne' as const, 'oneToOne' as const),
    before: fc.nat(3),
    excluded: fc.constantFrom([], [1]),
    seed: fc.nat(),
  })
  .map(({ space, population: size, survivors, crossover, mutation, before, seed, ...rest }) => {
    const search = space.network;
    const breeding = { survivors, crossover, mutation };
    const fixed = { ...selectParameters, ...rest, space, search, population: size, breeding, last: false };
    let population = firstPopulation(space, size, fixed.stage, seed);
    for (let generation = 0; generation < before; generation++) {
      const parameters = { ...fixed, generation };
      population = selectGeneration(parameters, population, evaluate(population, seed + generation), seed).next!;
    }
    const parameters = { ...fixed, generation: before };
    return { parameters, population, evaluations: evaluate(population, seed + before), seed };
  });
