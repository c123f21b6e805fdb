// The individual that a chart shows: by its whole name, or by its id where only one stage has it.
import { EaganError } from '../../domain/errors.js';
import type { RunFacts } from '../../control/report/run-facts.js';
import type { IndividualFacts, StageFacts } from '../../control/report/stage-facts.js';

/** Throws EAGAN_INDIVIDUAL_UNKNOWN and EAGAN_INDIVIDUAL_AMBIGUOUS. */
export function individualAsked(
  { stages, overview }: RunFacts,
  asked: string,
): { stage: StageFacts; individual: IndividualFacts } {
  const wanted = wholeName(asked);
  const all = stages.flatMap((stage) => stage.individuals.map((individual) => ({ stage, individual })));
  const found = all.filter(({ individual: { id, name } }) => name === wanted || id === wanted);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const names = found.map(({ individual }) => individual.name).join(', ');
    const cure = 'Type the stage and the whole name, such as generator/g003-i07.';
    throw new EaganError(
      'EAGAN_INDIVIDUAL_AMBIGUOUS',
      `"${asked}" must name one individual (it matches ${names})`,
      cure,
    );
  }
  const names = all.map(({ individual }) => individual.name);
  const range = names.length === 0 ? 'none yet' : `${names[0]} to ${names.at(-1)}`;
  const what = `${overview.run} has no individual "${asked}" (it has ${range})`;
  throw new EaganError('EAGAN_INDIVIDUAL_UNKNOWN', what, 'List all of them: eagan lineage RUN --all');
}

/** `g3-i7` as it is written in full; any other text as it is. */
function wholeName(text: string): string {
  const [, stage = '', generation, slot] = /^(.*\/)?g?(\d+)-i?(\d+)$/i.exec(text.trim()) ?? [];
  if (generation === undefined) return text.trim();
  return `${stage}g${String(Number(generation)).padStart(3, '0')}-i${String(Number(slot)).padStart(2, '0')}`;
}

/** The winner of each stage; of one that is not closed, the best so far. */
export const leaders = ({ stages }: RunFacts): { stage: StageFacts; individual: IndividualFacts }[] =>
  stages.flatMap((stage) => {
    const id = stage.winner?.individual ?? stage.generations.findLast(({ outcome }) => outcome)?.outcome!.best;
    const individual = stage.individuals.find((each) => each.id === id);
    return individual ? [{ stage, individual }] : [];
  });
