// How a workflow starts a child: ids are paths that carry the epoch of ownership, and a run's workflows are found by its name.
import type { ChildWorkflowOptions } from '@temporalio/workflow';
import { generationName } from '../domain/places.js';
import { runAttribute, type SearchAttribute } from '../domain/search-attributes.js';
import type { Ownership } from './types.js';

/** The caller names the workflow, so no type information of a definition is given here. */
type ChildOptions = Omit<ChildWorkflowOptions, 'typeInfo'>;
type SearchAttributes = Extract<ChildWorkflowOptions['typedSearchAttributes'], readonly unknown[]>;

/** A stage's workflow: `<run>/e1/generator`; the final training is `<run>/e1/final`. */
export function stageOptions({ run, epoch }: Ownership, stage: string): ChildOptions {
  return { workflowId: `${run}/e${epoch}/${stage}`, typedSearchAttributes: attributes(run, stage) };
}

/** A generation's workflow: `<run>/e1/generator/gen-003`. */
export function generationOptions({ run, epoch }: Ownership, stage: string, generation: number): ChildOptions {
  return {
    workflowId: `${run}/e${epoch}/${stage}/${generationName(generation)}`,
    typedSearchAttributes: [...attributes(run, stage), integer('EaganGeneration', generation)],
  };
}

function attributes(run: string, stage: string): SearchAttributes {
  return [keyword(runAttribute, run), keyword('EaganStage', stage)];
}

const keyword = (name: SearchAttribute, value: string): SearchAttributes[number] => ({
  key: { name, type: 'KEYWORD' },
  value,
});
const integer = (name: SearchAttribute, value: number): SearchAttributes[number] => ({
  key: { name, type: 'INT' },
  value,
});
