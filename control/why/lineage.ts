// Who descends from whom in a run, and what each step changed.
import { recordedValues } from '../../domain/search/figures.js';
import { birthOf, geneChanges, type Birth, type GeneChange } from '../../domain/search/breeding-trace.js';
import { valuesOf } from '../../domain/search/ranking.js';
import type { Individual } from '../../domain/steps/artifacts.js';
import { allIndividuals, nameOf, type NamedIndividual } from './find-individual.js';
import { birthsAfter, individualsOf, type SearchedStage } from './read-search.js';

export interface LineageNode {
  readonly name: string;
  readonly stage: string;
  readonly individual: string;
  /** What it is to those whose lineage this is; `other`: with everybody, neither. */
  readonly relation: 'subject' | 'ancestor' | 'descendant' | 'other';
  /** The generations that had it, first and last. */
  readonly born: number;
  readonly last: number;
  readonly operator: Individual['operator'];
  readonly parents: readonly string[];
  readonly changes: readonly GeneChange[];
  /** Its latest figures and costs by their recorded names; null: it was never evaluated. */
  readonly values: Readonly<Record<string, number>> | null;
  readonly isWinner: boolean;
}

export interface Lineage {
  readonly run: string;
  readonly subjects: readonly string[];
  /** Stage by stage, in the order of birth. */
  readonly nodes: readonly LineageNode[];
}

/**
 * The ancestors and descendants of some individuals. `everybody`: all others too. Throws EAGAN_RECORD_INCONSISTENT
 * where an individual is not what its step bred.
 */
export function lineageOf(
  run: string,
  stages: readonly SearchedStage[],
  subjects: readonly NamedIndividual[],
  everybody: boolean,
): Lineage {
  const all = allIndividuals(stages);
  const names = new Set(subjects.map(({ name }) => name));
  const ancestors = reached(names, (name) => parentsOf(all, name));
  const descendants = reached(names, (name) => childrenOf(all, name));
  const relationOf = (name: string): LineageNode['relation'] => {
    if (names.has(name)) return 'subject';
    return ancestors.has(name) ? 'ancestor' : descendants.has(name) ? 'descendant' : 'other';
  };
  const shown = all.filter(({ name }) => everybody || relationOf(name) !== 'other');
  const births = new Births();
  const nodes = shown.map((named) => ({ ...nodeOf(named, births), relation: relationOf(named.name) }));
  return { run, subjects: [...names], nodes };
}

/** The winners of closed stages; of a stage that is not closed, the best so far. */
export function leadersOf(stages: readonly SearchedStage[]): NamedIndividual[] {
  return stages.flatMap((stage) => {
    const id =
      stage.winner?.winner.individual.id ?? stage.generations.findLast(({ selection }) => selection)?.selection!.best;
    const individual = individualsOf(stage).find((each) => each.id === id);
    return individual ? [{ name: nameOf(stage, individual.id), stage, individual }] : [];
  });
}

/** Everybody who can be reached from some, without these. */
function reached(from: ReadonlySet<string>, next: (name: string) => readonly string[]): Set<string> {
  const found = new Set<string>(from);
  // A set may grow while it is walked: the loop visits added members too.
  for (const name of found) next(name).forEach((each) => found.add(each));
  return new Set([...found].filter((name) => !from.has(name)));
}

function parentsOf(all: readonly NamedIndividual[], name: string): string[] {
  const { stage, individual } = all.find((each) => each.name === name)!;
  return individual.parents.map((id) => nameOf(stage, id));
}

function childrenOf(all: readonly NamedIndividual[], name: string): string[] {
  return all
    .filter(({ stage, individual }) => individual.parents.some((id) => nameOf(stage, id) === name))
    .map((each) => each.name);
}

/** Tells the births of each generation only once. */
class Births {
  private readonly known = new Map<string, readonly Birth[]>();

  of(stage: SearchedStage, individual: Individual): Birth {
    const key = nameOf(stage, String(individual.born));
    const births = this.known.get(key) ?? birthsAfter(stage, stage.generations[individual.born - 1] ?? null);
    this.known.set(key, births);
    return birthOf(births, individual);
  }
}

function nodeOf({ name, stage, individual }: NamedIndividual, births: Births): Omit<LineageNode, 'relation'> {
  const { id, born, operator, parents } = individual;
  const lived = stage.generations.filter(({ population }) => population.individuals.some((each) => each.id === id));
  const judged = lived.flatMap(({ evaluations }) => evaluations.filter((each) => each?.artifact.individual === id));
  const latest = judged.at(-1)?.artifact;
  const first = individualsOf(stage).find((each) => each.id === parents[0]);
  return {
    ...{ name, stage: stage.id, individual: id, born, operator },
    last: lived.at(-1)!.generation,
    parents: parents.map((parent) => nameOf(stage, parent)),
    changes: geneChanges(stage.space, births.of(stage, individual), first).map((change) => ({
      ...change,
      from: change.from && nameOf(stage, change.from),
    })),
    values: latest ? recordedValues(valuesOf(latest)) : null,
    isWinner: stage.winner?.winner.individual.id === id,
  };
}
