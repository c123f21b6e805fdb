// Steps that decide, in milliseconds: pure functions of artifacts. They need no trainer and run wherever they are
// called.
import type { EvaluationArtifact, PopulationArtifact, SelectionArtifact } from './artifacts.js';
import { digestJson } from '../digest.js';
import { getJson, putJson, type Objects } from './objects.js';
import { evaluationInput } from './places.js';
import { closeStage, selectGeneration, selectionNumbers, winnerNumbers } from '../search/selection.js';
import type { Step, WorkerKind } from './kinds.js';
import { factsOf } from './kinds.js';
import type { StepResult } from './step.js';

/**
 * Integer and IEEE double arithmetic without transcendental functions gives the same bits on every machine, so there is
 * one fingerprint.
 */
export const pureFingerprint = digestJson({ runtime: 'pure', version: 1 });

/** Computes a step of a pure kind and stores its outputs. */
type PureStep<K extends WorkerKind> = (step: Step<K>, objects: Objects) => Promise<StepResult>;

/** How to compute each kind that a worker runs itself. */
const pureSteps: { readonly [K in WorkerKind]: PureStep<K> } = {
  /** Ranks a generation, keeps the survivors and breeds the next population. */
  async select(step, objects) {
    const population = await getJson<PopulationArtifact>(objects, step.inputs.population!);
    const evaluations = await Promise.all(
      population.individuals.map((_, slot) =>
        getJson<EvaluationArtifact>(objects, step.inputs[evaluationInput(slot)]!),
      ),
    );
    const { selection, next } = selectGeneration(step.parameters, population, evaluations, step.seed!);
    return {
      outputs: {
        selection: await putJson(objects, selection),
        ...(next ? { population: await putJson(objects, next) } : {}),
      },
      numbers: selectionNumbers(selection),
      status: 'ok',
    };
  },
  /** Names the winner and the front of a stage's last generation. */
  async closeStage({ inputs, parameters }, objects) {
    const selection = await getJson<SelectionArtifact>(objects, inputs.selection!);
    const winner = closeStage(parameters, selection);
    return {
      outputs: { winner: await putJson(objects, winner) },
      numbers: winnerNumbers(winner),
      status: winner.winner.status,
    };
  },
};

/** Computes a step that needs no trainer, and stores its outputs. */
export function computePure(step: Step<WorkerKind>, objects: Objects): Promise<StepResult> {
  factsOf(step.kind); // throws for a kind that there is not
  return (pureSteps[step.kind] as PureStep<WorkerKind>)(step, objects);
}
