// Steps that decide and take milliseconds: pure functions of artifacts, computed wherever they are asked for, no
// trainer needed.
import type { EvaluationArtifact, PopulationArtifact, SelectionArtifact } from './artifacts.js';
import { digestJson } from '../digest.js';
import { getJson, putJson, type Objects } from './objects.js';
import { evaluationInput } from './places.js';
import { closeStage, selectGeneration, selectionNumbers, winnerNumbers } from '../search/selection.js';
import type { Step, StepKind, StepResult } from './step.js';
import type { CloseStageParameters, SelectParameters } from './step-parameters.js';

/**
 * Integer and IEEE double arithmetic without transcendental functions: the same bits on every machine, so one
 * fingerprint.
 */
export const pureFingerprint = digestJson({ runtime: 'pure', version: 1 });

/** Computes a step of a pure kind and puts its outputs. */
type PureStep = (step: Step, objects: Objects) => Promise<StepResult>;

/** The pure step of each kind that has one; all other kinds run in a trainer. */
export const pureSteps: Readonly<Partial<Record<StepKind, PureStep>>> & Record<'select' | 'closeStage', PureStep> = {
  /** Ranks a generation, keeps the survivors and breeds the next population. */
  async select(step, objects) {
    const population = await getJson<PopulationArtifact>(objects, step.inputs.population!);
    const evaluations = await Promise.all(
      population.individuals.map((_, slot) =>
        getJson<EvaluationArtifact>(objects, step.inputs[evaluationInput(slot)]!),
      ),
    );
    const parameters = step.parameters as unknown as SelectParameters;
    const { selection, next } = selectGeneration(parameters, population, evaluations, step.seed!);
    return {
      outputs: {
        selection: await putJson(objects, selection),
        ...(next ? { population: await putJson(objects, next) } : {}),
      },
      numbers: selectionNumbers(selection),
      status: 'ok',
    };
  },
  /** The winner and the front of a stage's last generation. */
  async closeStage({ inputs, parameters }, objects) {
    const selection = await getJson<SelectionArtifact>(objects, inputs.selection!);
    const winner = closeStage(parameters as unknown as CloseStageParameters, selection);
    return {
      outputs: { winner: await putJson(objects, winner) },
      numbers: winnerNumbers(winner),
      status: winner.winner.status,
    };
  },
};
