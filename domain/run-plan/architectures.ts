// Who stands against whom: a stage's opponent, and the pair of the final training, from built-ins and finished stages.
import type { WinnerArtifact } from '../artifacts.js';
import { builtinArchitecture } from '../builtin-genotypes.js';
import type { Digest } from '../digest.js';
import { EaganError } from '../errors.js';
import type { NetworkName, Pipeline, Stage } from '../pipeline.js';
import type { OpponentArchitecture } from '../step-parameters.js';

/** A stage that has closed: its winner, and its last state. */
export interface FinishedStage {
  readonly winner: WinnerArtifact;
  readonly winnerDigest: Digest;
  readonly state: Digest;
}

/** A stage's opponent; `inheritsFrom`: the state out of whose searched supernet its weights are cut, null for fresh ones. */
export interface ResolvedOpponent {
  readonly architecture: OpponentArchitecture;
  readonly inheritsFrom: Digest | null;
}

/** Both networks of the final training. */
export interface FinalPair {
  readonly generator: OpponentArchitecture;
  readonly discriminator: OpponentArchitecture;
}

export const otherNetwork = (network: NetworkName): NetworkName =>
  network === 'generator' ? 'discriminator' : 'generator';

/** The opponent of a stage. A generator found earlier brings its weights, a discriminator only its architecture (GD3).
 * Throws EAGAN_PIPELINE_INVALID when the named stage is not among the finished ones that search the other network. */
export function resolveOpponent(stage: Stage, finished: readonly FinishedStage[]): ResolvedOpponent {
  const network = otherNetwork(stage.search);
  const { opponent } = stage;
  if (opponent.from === 'builtin') {
    return { architecture: builtinArchitecture(network, opponent.genotype), inheritsFrom: null };
  }
  const found = finished.find(({ winner }) => winner.stage === opponent.stage && winner.searched === network);
  if (found === undefined) throw noSuchStage(stage, opponent.stage, finished);
  return {
    architecture: winnerArchitecture(found.winner),
    inheritsFrom: network === 'generator' ? found.state : null,
  };
}

/** The final pair: the winner of the last stage that searched each network; where none did, the opponent of the last stage. */
export function finalPair(pipeline: Pipeline, finished: readonly FinishedStage[]): FinalPair {
  const architectureOf = (network: NetworkName): OpponentArchitecture => {
    const found = finished.findLast(({ winner }) => winner.searched === network);
    if (found !== undefined) return winnerArchitecture(found.winner);
    return resolveOpponent(pipeline.stages.at(-1)!, finished).architecture;
  };
  return { generator: architectureOf('generator'), discriminator: architectureOf('discriminator') };
}

function winnerArchitecture(winner: WinnerArtifact): OpponentArchitecture {
  return { form: 'standalone', genotype: winner.winner.individual.genotype };
}

function noSuchStage(stage: Stage, wanted: string, finished: readonly FinishedStage[]): EaganError {
  const network = otherNetwork(stage.search);
  const names = finished.filter(({ winner }) => winner.searched === network).map(({ winner }) => winner.stage);
  return new EaganError(
    'EAGAN_PIPELINE_INVALID',
    `stages.${stage.id}.opponent.stage must be an earlier stage that searches a ${network}, ` +
      `${names.length > 0 ? `one of ${names.join(', ')}` : 'and there is none'} (got ${wanted})`,
    'Name an earlier stage, or use `from: builtin`.',
  );
}
