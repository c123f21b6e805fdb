// Which networks a planned step works on, by its parameters.
import { halvesOf } from '../domain/search/pairs.js';
import type { Genotype } from '../domain/pipeline.js';
import { otherNetwork } from '../domain/plan/architectures.js';
import type {
  OpenStageParameters,
  TrainSegmentParameters,
  TrainWinnerParameters,
} from '../domain/steps/step-parameters.js';
import type { Architecture, NetworkSpec } from '../models/types.js';
import { architectureSpec, supernetSpec } from '../trainer/state/network-specs.js';

/** A generator and a discriminator in a training step. */
export interface PairForm {
  readonly generator: NetworkSpec;
  readonly generatorArchitecture: Architecture;
  readonly discriminator: NetworkSpec;
  readonly discriminatorArchitecture: Architecture;
}

type Searching = Pick<OpenStageParameters & TrainSegmentParameters, 'search' | 'sizes' | 'opponent'>;

/** The supernet of a stage and its opponent; coupled: the generators' and the discriminators'. */
export function stageSpecs({ search, sizes, opponent }: Searching): { searched: NetworkSpec; opponent: NetworkSpec } {
  const searched = supernetSpec(search === 'both' ? 'generator' : search, sizes);
  if (search === 'both' || opponent === null) return { searched, opponent: supernetSpec('discriminator', sizes) };
  return { searched, opponent: architectureSpec(otherNetwork(search), opponent, sizes) };
}

/** The pair that trains when this individual is drawn. */
export function stagePair(parameters: Searching, genotype: Genotype): PairForm {
  const { searched, opponent } = stageSpecs(parameters);
  if (parameters.search === 'discriminator') {
    return {
      ...{ generator: opponent, generatorArchitecture: null },
      ...{ discriminator: searched, discriminatorArchitecture: genotype },
    };
  }
  const halves = parameters.search === 'both' ? halvesOf(genotype) : { generator: genotype, discriminator: null };
  return {
    ...{ generator: searched, generatorArchitecture: halves.generator },
    ...{ discriminator: opponent, discriminatorArchitecture: halves.discriminator },
  };
}

/** The pair of the final training. */
export function winnerPair({
  sizes,
  generator,
  discriminator,
}: Pick<TrainWinnerParameters, 'sizes' | 'generator' | 'discriminator'>): PairForm {
  return {
    ...{ generator: architectureSpec('generator', generator, sizes), generatorArchitecture: null },
    ...{ discriminator: architectureSpec('discriminator', discriminator, sizes), discriminatorArchitecture: null },
  };
}
