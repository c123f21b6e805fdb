// The front of a generation and its hypervolume, against a reference point that a stage's generations share.
import type { SelectionArtifact } from '../steps/artifacts.js';
import type { Stage } from '../pipeline.js';
import { hypervolume, referencePoint } from './hypervolume.js';
import { minimisedObjectives } from './ranking.js';

export interface Front {
  /** Ids, best first. */
  readonly individuals: readonly string[];
  /** null: nobody in the stage has had figures yet. */
  readonly hypervolume: number | null;
}

type Objectives = Pick<Stage, 'objectives'>;

/** The reference point of a stage: that of its first generation in which somebody has figures, as in early stopping. */
export function stageReference(selections: readonly SelectionArtifact[], of: Objectives): readonly number[] | null {
  for (const { ranking } of selections) {
    const points = ranking.filter(({ status }) => status === 'ok').map((each) => minimisedObjectives(each, of));
    if (points.length > 0) return referencePoint(points);
  }
  return null;
}

/** The first front, without individuals that diverged or failed. */
export function frontOf({ ranking }: SelectionArtifact, of: Objectives, reference: readonly number[] | null): Front {
  const front = ranking.filter(({ status, front }) => status === 'ok' && front === 0);
  const points = front.map((each) => minimisedObjectives(each, of));
  return {
    individuals: front.map(({ individual }) => individual.id),
    hypervolume: reference && hypervolume(points, reference),
  };
}
