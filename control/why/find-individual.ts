// Which individual of a run is meant: `generator/g003-i07`, or a shorter form that only one has.
import { EaganError } from '../../domain/errors.js';
import type { Individual } from '../../domain/steps/artifacts.js';
import { nearestName } from '../../schemas/nearest.js';
import { individualsOf, type OutlinedStage, type SearchedStage } from './read-search.js';

export interface NamedIndividual<S extends OutlinedStage = SearchedStage> {
  readonly name: string;
  readonly stage: S;
  readonly individual: Individual;
}

export const nameOf = ({ id }: Pick<OutlinedStage, 'id'>, individual: string): string => `${id}/${individual}`;

/** Everybody of a run, in the order of its stages and of birth. */
export function allIndividuals<S extends OutlinedStage>(stages: readonly S[]): NamedIndividual<S>[] {
  return stages.flatMap((stage) =>
    individualsOf(stage).map((individual) => ({ name: nameOf(stage, individual.id), stage, individual })),
  );
}

/**
 * The individual of that name. The stage, leading zeros and the end of the name may be left out where only one fits.
 * Throws EAGAN_INDIVIDUAL_UNKNOWN with the nearest names, and EAGAN_INDIVIDUAL_AMBIGUOUS.
 */
export function findIndividual<S extends OutlinedStage>(stages: readonly S[], asked: string): NamedIndividual<S> {
  const all = allIndividuals(stages);
  const [wanted, stage] = [wholeId(asked.split('/').at(-1)!), asked.split('/').slice(0, -1).join('/')];
  const inStage = all.filter((each) => each.stage.id.startsWith(stage));
  const ofStage = inStage.some((each) => each.stage.id === stage)
    ? inStage.filter((each) => each.stage.id === stage)
    : inStage;
  const exact = ofStage.filter(({ individual }) => individual.id === wanted);
  const found = exact.length > 0 ? exact : ofStage.filter(({ individual }) => individual.id.startsWith(wanted));
  if (found.length === 1) return found[0]!;
  throw found.length > 1 && wanted !== '' ? ambiguous(asked, found) : unknown(asked, all);
}

/** `g3-i7` as it is written in full; any other text as it is. */
function wholeId(text: string): string {
  const [, generation, slot] = /^g?(\d+)-i?(\d+)$/i.exec(text.trim()) ?? [];
  if (generation === undefined) return text.trim();
  return `g${String(Number(generation)).padStart(3, '0')}-i${String(Number(slot)).padStart(2, '0')}`;
}

const shown = 5;

function ambiguous(asked: string, found: readonly NamedIndividual<OutlinedStage>[]): EaganError {
  const names = found.slice(0, shown).map(({ name }) => name);
  const more = found.length > shown ? ` and ${found.length - shown} more` : '';
  return new EaganError(
    'EAGAN_INDIVIDUAL_AMBIGUOUS',
    `"${asked}" must name one individual (it matches ${names.join(', ')}${more})`,
    'Type the stage and the whole name, such as generator/g003-i07.',
  );
}

function unknown(asked: string, all: readonly NamedIndividual<OutlinedStage>[]): EaganError {
  const names = all.map(({ name }) => name);
  const near = nearestNames(asked, names);
  const instead = near.length > 0 ? near.join(', ') : names.length > 0 ? `${names[0]} to ${names.at(-1)}` : 'none yet';
  return new EaganError(
    'EAGAN_INDIVIDUAL_UNKNOWN',
    `the run has no individual "${asked}" (nearest: ${instead})`,
    'List all of them: eagan lineage RUN --all',
  );
}

/** Up to three names, the nearest first. */
function nearestNames(asked: string, names: readonly string[]): string[] {
  const near: string[] = [];
  while (near.length < 3) {
    const left = names.filter((name) => !near.includes(name));
    const next =
      nearestName(asked, left) ??
      nearestName(
        asked,
        left.map((name) => name.split('/')[1]!),
      );
    if (next === undefined) break;
    near.push(left.find((name) => name === next || name.endsWith(`/${next}`))!);
  }
  return near;
}
