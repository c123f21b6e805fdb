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
