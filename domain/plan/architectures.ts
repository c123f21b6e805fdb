// A stage's opponent and the pair of the final training, from built-in architectures and finished stages.
import type { WinnerArtifact } from '../steps/artifacts.js';
import { builtinArchitecture } from '../search/builtin-genotypes.js';
import type { Digest } from '../digest.js';
import { EaganError } from '../errors.js';
import { searchedHalves, searchesNetwork } from '../search/pairs.js';
import type { NetworkName, Opponent, Pipeline, Stage, SearchTarget } from '../pipeline.js';
import type { OpponentArchitecture } from '../steps/step-parameters.js';

/** A closed stage: its winner and its last state. */
export interface FinishedStage {
  readonly winner: WinnerArtifact;
  readonly winnerDigest: Digest;
  readonly state: Digest;
}

/** A closed stage, by digests alone. */
export interface ClosedStage {
  readonly winner: Digest;
  readonly state: Digest;
}

/**
 * A stage's opponent. `inheritsFrom`: its weights are cut out of the searched supernet of this state; null: fresh
 * weights.
 */
export interface ResolvedOpponent {
  readonly architecture: OpponentArchitecture;
  readonly inheritsFrom: Digest | null;
}

/** Both networks of the final training. */
export interface FinalPair {
  readonly generator: OpponentArchitecture;
  readonly discriminator: OpponentArchitecture;
}

/** The network that opposes a searched one. Pairs have no opponent; for them the result means nothing. */
export const otherNetwork = (network: SearchTarget): NetworkName =>
  network === 'generator' ? 'discriminator' : 'generator';

/**
 * The opponent of a stage; null when coupled. A generator that an earlier stage found brings its weights, a
 * discriminator only its architecture (GD3). Throws EAGAN_PIPELINE_INVALID unless the named stage is a finished one
 * that searches the other network.
 */
export function resolveOpponent(stage: Stage, finished: readonly FinishedStage[]): ResolvedOpponent | null {
  if (stage.search === 'both') return null;
  const network = otherNetwork(stage.search);
  const architecture = resolveArchitecture(`stages.${stage.id}.opponent`, stage.opponent!, network, finished);
  if (stage.opponent!.from !== 'stage' || network === 'discriminator') return { architecture, inheritsFrom: null };
  return { architecture, inheritsFrom: finishedStage(stage.opponent!.stage, network, finished)!.state };
}

/**
 * The final pair. For each network: the architecture that the pipeline names, or else the winner of the last stage that
 * searched the network, or else the last stage's opponent.
 */
export function finalPair(pipeline: Pipeline, finished: readonly FinishedStage[]): FinalPair {
  const architectureOf = (network: NetworkName): OpponentArchitecture => {
    const named = pipeline.finalTraining.networks[network];
    if (named !== null) return resolveArchitecture(`finalTraining.networks.${network}`, named, network, finished);
    const found = finished.findLast(({ winner }) => searchesNetwork(winner.searched, network));
    if (found !== undefined) return winnerArchitecture(found.winner, network);
    const last = pipeline.stages.at(-1);
    if (last === undefined) throw noNetwork(network);
    return resolveOpponent(last, finished)!.architecture;
  };
  return { generator: architectureOf('generator'), discriminator: architectureOf('discriminator') };
}

function noNetwork(network: NetworkName): EaganError {
  return new EaganError(
    'EAGAN_PIPELINE_INVALID',
    `finalTraining.networks.${network} must name an architecture, because no stage searches or uses one (got none)`,
    'Name a built-in architecture, or write a genotype.',
  );
}

function resolveArchitecture(
  path: string,
  opponent: Opponent,
  network: NetworkName,
  finished: readonly FinishedStage[],
): OpponentArchitecture {
  if (opponent.from === 'builtin') return builtinArchitecture(network, opponent.genotype);
  if (opponent.from === 'genotype') return { form: 'standalone', genotype: opponent.genotype };
  const found = finishedStage(opponent.stage, network, finished);
  if (found === undefined) throw noSuchStage(path, opponent.stage, network, finished);
  return winnerArchitecture(found.winner, network);
}

function finishedStage(
  id: string,
  network: NetworkName,
  finished: readonly FinishedStage[],
): FinishedStage | undefined {
  return finished.find(({ winner }) => winner.stage === id && searchesNetwork(winner.searched, network));
}

/** A winner's network of that name; for a pair, its half. */
function winnerArchitecture({ searched, winner }: WinnerArtifact, network: NetworkName): OpponentArchitecture {
  const half = searchedHalves(searched, winner.individual.genotype).find((each) => each.network === network)!;
  return { form: 'standalone', genotype: half.genotype };
}

function noSuchStage(
  path: string,
  wanted: string,
  network: NetworkName,
  finished: readonly FinishedStage[],
): EaganError {
  const names = finished
    .filter(({ winner }) => searchesNetwork(winner.searched, network))
    .map(({ winner }) => winner.stage);
  return new EaganError(
    'EAGAN_PIPELINE_INVALID',
    `${path}.stage must be an earlier stage that searches a ${network}, ` +
      `${names.length > 0 ? `one of ${names.join(', ')}` : 'but there is none'} (got ${wanted})`,
    'Name an earlier stage, or use `from: builtin`.',
  );
}
