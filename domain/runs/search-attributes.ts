// The search attributes by which a run's workflows are found on a Temporal server.

/**
 * Names and types, as Temporal's CLI spells them: the id of a run's own workflow, a stage's id, the number of a
 * generation.
 */
export const searchAttributes = {
  EaganRun: 'Keyword',
  EaganStage: 'Keyword',
  EaganGeneration: 'Int',
} as const;

/** The attribute that every workflow of a run carries. */
export const runAttribute = 'EaganRun' satisfies keyof typeof searchAttributes;

export type SearchAttribute = keyof typeof searchAttributes;

/** The command of Temporal's CLI that creates attributes. */
export function creationOf(names = Object.keys(searchAttributes) as readonly SearchAttribute[]): string {
  const wanted = names.map((name) => `--name ${name} --type ${searchAttributes[name]}`);
  return `temporal operator search-attribute create ${wanted.join(' ')}`;
}
