// By what a run's workflows are found on a Temporal server.

/** Names and types, as Temporal's CLI spells them: a run's id, a stage's, the number of a generation. */
export const searchAttributes = {
  EaganRun: 'Keyword',
  EaganStage: 'Keyword',
  EaganGeneration: 'Int',
} as const;

export type SearchAttribute = keyof typeof searchAttributes;
