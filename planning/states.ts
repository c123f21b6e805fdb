// The states of a run as the store will hold them: which packs each has, and which of them it shares with the state
// before.
import { canonicalJson } from '../domain/digest.js';
import type { Genotype } from '../domain/pipeline.js';
import { warmupGenotypeAt } from '../domain/steps/schedule.js';
import type { Step } from '../domain/steps/kinds.js';
import type { TrainSegmentParameters } from '../domain/steps/step-parameters.js';
import { declarations } from '../models/networks/declarations.js';
import type { NetworkSpec } from '../models/types.js';
import { opponentPrefix } from '../trainer/state/tensor-names.js';
import { averagePacks, networkPacks, operationOf, type Pack } from './checkpoint-size.js';
import { stagePair, stageSpecs, winnerPair } from './step-networks.js';

interface NetworkState {
  readonly prefix: string;
  readonly spec: NetworkSpec;
  readonly trained: ReadonlySet<string>;
}

/** A training state. `objects`: bytes by identity; equal identities are one object of the store. */
export interface PlannedState {
  readonly networks: readonly NetworkState[];
  readonly objects: ReadonlyMap<string, number>;
  /** Identities by what is packed. */
  readonly identities: ReadonlyMap<string, string>;
  readonly bytes: number;
}

/** The result of `openStage`: nothing has trained. */
export function openedState(step: Step<'openStage'>): PlannedState {
  const { parameters } = step;
  if ('search' in parameters) {
    const { searched, opponent } = stageSpecs(parameters);
    return stateOf(step.place, [fresh('searched', searched), fresh(opponentPrefix(0), opponent)], null);
  }
  const { generator, discriminator } = winnerPair(parameters);
  return stateOf(step.place, [fresh('generator', generator), fresh('discriminator', discriminator)], null);
}

const fresh = (prefix: string, spec: NetworkSpec): NetworkState => ({ prefix, spec, trained: new Set() });

/** What a training step makes of the state before it. */
export function trainedState(step: Step<'trainSegment' | 'trainWinner'>, before: PlannedState): PlannedState {
  if (step.kind === 'trainWinner') return trainFinal(step, before);
  const { parameters } = step;
  const touched = touchedBy(parameters, step.seed!);
  const [searched, ...opponents] = before.networks as [NetworkState, ...NetworkState[]];
  const facing =
    parameters.opponentsFrom?.map((from, slot) => ({ ...opponents[from]!, prefix: opponentPrefix(slot) })) ?? opponents;
  return stateOf(
    step.place,
    [train(searched, touched.searched), ...facing.map((each) => train(each, touched.opponent))],
    {
      before,
      touched: new Set([...touched.searched, ...touched.opponent]),
    },
  );
}

function trainFinal(step: Step<'trainWinner'>, before: PlannedState): PlannedState {
  const { generator, discriminator } = winnerPair(step.parameters);
  const touched = new Set([...operationsOf(generator), ...operationsOf(discriminator)]);
  return stateOf(
    step.place,
    before.networks.map((network) => train(network, touched)),
    { before, touched },
  );
}

const train = (network: NetworkState, touched: ReadonlySet<string>): NetworkState => ({
  ...network,
  trained: new Set([...network.trained, ...touched]),
});

/** After this many draws a warm-up has used every operation, for practical purposes. */
const lookedAt = 400;

/** Operations that the segment trains, in the supernet and in its opponents. */
function touchedBy(parameters: TrainSegmentParameters, seed: number): { searched: Set<string>; opponent: Set<string> } {
  const { population, space, from, to, stage, training } = parameters;
  const draws = Array.from({ length: Math.min(to - from, lookedAt) }, (_, i) => from + i);
  const genotypes: readonly Genotype[] =
    population ??
    draws.map((iteration) => warmupGenotypeAt(seed, stage, iteration, training.discriminatorSteps, space!));
  const searched = new Set<string>();
  const opponent = new Set<string>();
  for (const genotype of genotypes) {
    const pair = stagePair(parameters, genotype);
    const [own, other] =
      parameters.search === 'discriminator'
        ? (['discriminator', 'generator'] as const)
        : (['generator', 'discriminator'] as const);
    for (const operation of usedBy(pair[own], pair[`${own}Architecture`])) searched.add(operation);
    for (const operation of usedBy(pair[other], pair[`${other}Architecture`])) opponent.add(operation);
  }
  return { searched, opponent };
}

/** A supernet's forward uses what the genotype's own network would have. */
function usedBy(spec: NetworkSpec, genotype: Genotype | null): readonly string[] {
  if (spec.form !== 'supernet' || genotype === null) return operationsOf(spec);
  return operationsOf({ ...spec, form: 'standalone', genotype });
}

const operations = new Map<string, readonly string[]>();
function operationsOf(spec: NetworkSpec): readonly string[] {
  const key = JSON.stringify(spec);
  const found = operations.get(key) ?? [...new Set(declarations(spec).map(({ name }) => operationOf(name)))];
  operations.set(key, found);
  return found;
}

/** Packs that hold nothing that was trained, with the same boundaries, are the objects of the state before. */
function stateOf(
  place: string,
  networks: readonly NetworkState[],
  change: { readonly before: PlannedState; readonly touched: ReadonlySet<string> } | null,
): PlannedState {
  const objects = new Map<string, number>();
  const identities = new Map<string, string>();
  const add = (network: string, { name, bytes, operations: held }: Pack): void => {
    const isTouched = change === null || [...held].some((operation) => change.touched.has(operation));
    const packed = `${network}#${name}#${bytes}`;
    const identity = (isTouched ? undefined : change.before.identities.get(packed)) ?? `${place}#${packed}`;
    identities.set(packed, identity);
    objects.set(identity, bytes);
  };
  for (const { prefix, spec, trained } of networks) {
    // Opponents are many and equal: sizes are computed once for all.
    const shared = prefix.startsWith('opponents/') ? opponentPrefix(0) : prefix;
    for (const pack of networkPacks(shared, spec, trained)) add(prefix === shared ? '' : prefix, pack);
    if (prefix === 'generator') for (const pack of averagePacks(spec)) add('', pack);
  }
  const packs = objects.size;
  objects.set(`${place}#manifest`, manifestBytes(networks, packs));
  return { networks, objects, identities, bytes: [...objects.values()].reduce((sum, bytes) => sum + bytes, 0) };
}

/** The manifest names each pack by its digest. */
function manifestBytes(networks: readonly NetworkState[], packs: number): number {
  const isFinal = networks[0]!.prefix === 'generator';
  const [first, ...rest] = networks.map(({ spec }) => spec);
  const meta = isFinal
    ? { schemaVersion: 1, kind: 'final', iteration: 1000, generator: first, discriminator: rest[0] }
    : { schemaVersion: 1, kind: 'stage', iteration: 1000, searched: first, opponents: rest };
  return canonicalJson({ schemaVersion: 1, kind: 'checkpoint', meta, packs: Array(packs).fill('0'.repeat(64)) }).length;
}
