// Ranks a generation, keeps the survivors and breeds the next population: pure, from artifacts.
import type { EvaluationArtifact, PopulationArtifact } from '../domain/artifacts.js';
import { getJson, putJson, type Objects } from '../domain/objects.js';
import { evaluationInput } from '../domain/places.js';
import { selectGeneration as decide, selectionNumbers } from '../domain/selection.js';
import type { SelectParameters } from '../domain/step-parameters.js';
import type { Step, StepResult } from '../domain/step.js';
import type { ActivityDeps } from './deps.js';
import { performInProcess } from './in-process.js';
import { withoutArchive } from './open-stage.js';
import type { Activities } from './types.js';

export function selectGeneration(deps: ActivityDeps): Activities['selectGeneration'] {
  const { objects } = deps.store;
  return async (request) => {
    const outcome = await performInProcess(deps, request, () => select(objects, request.step));
    const next = outcome.outputs.population;
    if (next === undefined) return { ...outcome, population: null };
    return { ...outcome, population: withoutArchive(await getJson<PopulationArtifact>(objects, next)) };
  };
}

async function select(objects: Objects, step: Step): Promise<StepResult> {
  const population = await getJson<PopulationArtifact>(objects, step.inputs.population!);
  const evaluations = await Promise.all(
    population.individuals.map((_, slot) => getJson<EvaluationArtifact>(objects, step.inputs[evaluationInput(slot)]!)),
  );
  const { selection, next } = decide(
    step.parameters as unknown as SelectParameters,
    population,
    evaluations,
    step.seed!,
  );
  return {
    outputs: {
      selection: await putJson(objects, selection),
      ...(next ? { population: await putJson(objects, next) } : {}),
    },
    numbers: selectionNumbers(selection),
    status: 'ok',
  };
}
