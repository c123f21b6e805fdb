// Steps that need no trainer, computed again: selections, populations, breeding, the winners of stages.
import { digestJson } from '../../../domain/digest.js';
import { runsInTrainer } from '../../../domain/steps/kinds.js';
import type { Objects } from '../../../domain/steps/objects.js';
import { computePure } from '../../../domain/steps/pure-steps.js';
import { firstPopulation } from '../../../domain/search/breeding.js';
import { phaseOf } from '../../../domain/steps/parse-place.js';
import { fastDigest } from '../../../store/index.js';
import { unless, type RecordCheck } from './check.js';

export const pure: RecordCheck = async ({ step, outputs, numbers, status }, { store }) => {
  if (step.kind === 'openStage' && 'space' in step.parameters) {
    const { space, population } = step.parameters;
    const first = firstPopulation(space, population, phaseOf(step.place), step.seed!);
    return unless('its first population, computed again,', digestJson(first), outputs.population);
  }
  if (runsInTrainer(step)) return [];
  const again = await computePure(step, onlyDigested(store.objects));
  return [
    ...unless('its outputs, computed again,', again.outputs, outputs),
    ...unless('its numbers, computed again,', again.numbers, numbers),
    ...unless('its status, computed again,', again.status, status),
  ];
};

/** Objects to which nothing is written. */
const onlyDigested = (objects: Objects): Objects => {
  return { ...objects, put: async (bytes) => fastDigest(bytes) };
};
