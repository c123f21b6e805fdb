// Figures of images, and costs of architectures, which are counted again.
import { digestJson } from '../../../../domain/digest.js';
import { imageRow, type ImageFigures } from '../../../../domain/search/figures.js';
import type { EvaluationArtifact, ScoreArtifact } from '../../../../domain/steps/artifacts.js';
import { getJson } from '../../../../domain/steps/objects.js';
import { deviatingFigures, judgedFigures, protocolOf } from '../../../../domain/steps/protocol.js';
import { evaluationOf } from '../../../../trainer/judging/evaluation.js';
import { unless, type RecordCheck, type RecordOf } from '../check.js';

type Inputs = Parameters<typeof protocolOf>[0];

export const evaluatedFigures: RecordCheck<RecordOf<'evaluate'>> = async (
  { step, outputs, numbers, status },
  { store },
) => {
  const { images, batchNorm, judging } = step.parameters;
  const found = await getJson<EvaluationArtifact>(store.objects, outputs.evaluation!);
  const protocol = digestJson(protocolOf(step.inputs as Inputs & typeof step.inputs, images, batchNorm, judging));
  const { figures } = found;
  const expected = evaluationOf(step.parameters, status, figures ?? null, protocol);
  return [
    ...unless('its evaluation', expected.artifact, found),
    ...unless('its numbers', expected.numbers, numbers),
    ...figureProblems(step, figures, status),
  ];
};

export const scoresOfImages: RecordCheck<RecordOf<'scoreWinner'>> = async (
  { step, outputs, numbers, status },
  { store },
) => {
  const { subject, iteration, images, judging } = step.parameters;
  const found = await getJson<ScoreArtifact>(store.objects, outputs.score!);
  const protocol = digestJson(protocolOf(step.inputs as Inputs & typeof step.inputs, images, 'live', judging));
  const { figures } = found;
  const expected = {
    schemaVersion: 1,
    kind: 'score',
    subject,
    iteration,
    status,
    ...(figures ? { figures } : {}),
    protocol,
  };
  return [
    ...unless('its score', expected, found),
    ...unless('its numbers', { ...figures }, numbers),
    ...figureProblems(step, figures, status),
  ];
};

/** Whoever has a result has every figure of the protocol with its deviation, and nobody else has one. */
function figureProblems(
  step: RecordOf<'evaluate' | 'scoreWinner'>['step'],
  figures: ImageFigures | undefined,
  status: string,
): string[] {
  if (status !== 'ok') return unless('its figures', undefined, figures);
  const deviations = deviatingFigures(step).map((name) => imageRow(name).deviation);
  const expected: string[] = [...judgedFigures(step.parameters), ...deviations];
  return unless('the names of its figures', expected.sort(), Object.keys(figures ?? {}).sort());
}
