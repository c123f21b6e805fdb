// The final figures: noise, the network before training, each scored iteration, and held-out real images.
import type { Digest } from '../../domain/digest.js';
import type { FinalFigures } from '../../domain/runs/matrix-settings.js';
import { readDeviations, readValues, recordedValues, type Deviations } from '../../domain/search/figures.js';
import type { ScoreArtifact } from '../../domain/steps/artifacts.js';
import { ofKind } from '../../domain/steps/kinds.js';
import { getJson } from '../../domain/steps/objects.js';
import type { StepRecord } from '../../domain/steps/step.js';
import type { Store } from '../../store/index.js';

export interface ScoreFacts {
  readonly subject: ScoreArtifact['subject'];
  /** null: the subject belongs to no iteration. */
  readonly iteration: number | null;
  readonly status: ScoreArtifact['status'];
  /** By recorded names; empty: the images are not finite. */
  readonly values: Readonly<Record<string, number>>;
  readonly deviations: Deviations;
  /** How many images the figures are made from. */
  readonly images: number;
  readonly protocol: Digest;
  /** The state that the run exported. */
  readonly isExported: boolean;
}

/** `exportKey`: of the step that exported the result, if there is one. */
export async function readScores(
  { objects }: Store,
  records: readonly StepRecord[],
  exportKey: Digest | undefined,
): Promise<ScoreFacts[]> {
  const exported = records.find(({ key }) => key === exportKey)?.step.inputs.state;
  const scores = ofKind('scoreWinner', records).map(async ({ step, numbers, outputs }): Promise<ScoreFacts> => {
    const { subject, iteration, images } = step.parameters;
    const { status, protocol } = await getJson<ScoreArtifact>(objects, outputs.score!);
    return {
      ...{ subject, iteration, status, images, protocol },
      values: recordedValues(readValues(numbers)),
      deviations: readDeviations(numbers),
      isExported: subject === 'trained' && step.inputs.state === exported,
    };
  });
  return Promise.all(scores);
}

/** The final figures of what the run exported; null while there is nothing. */
export function winnerOf(scores: readonly ScoreFacts[]): FinalFigures | null {
  const winner = scores.find(({ isExported }) => isExported);
  return winner ? { protocol: winner.protocol, values: winner.values } : null;
}
