// Ranks a generation, keeps the survivors and breeds the next population: pure, from artifacts.
import { performInProcess } from './in-process.js';
import { readPopulation } from './open-stage.js';
import type { Tools } from './tools.js';
import type { Activities } from './types.js';

export function selectGeneration(tools: Tools): Activities['selectGeneration'] {
  return (request) => performInProcess(tools, request, readPopulation(tools));
}
