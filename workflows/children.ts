// The options with which a workflow starts a child. Ids are paths that contain run, store and epoch of ownership. A
// run's workflows are found by the first part of these ids.
import { workflowInfo, type ChildWorkflowOptions } from '@temporalio/workflow';
import { generationName } from '../domain/steps/places.js';
import { runAttribute, type SearchAttribute } from '../domain/runs/search-attributes.js';
import { runPartOf } from '../domain/runs/workflow-id.js';
import type { Ownership } from './types.js';

/** Without `typeInfo`: the caller names the workflow, so no definition is needed here. */
type ChildOptions = Omit<ChildWorkflowOptions, 'typeInfo'>;
type SearchAttributes = Extract<ChildWorkflowOptions['typedSearchAttributes'], readonly unknown[]>;

/**
 * A stage's workflow: `<run>@<store>/e1/generator`; the final training: `<run>@<store>/e1/final`. The run's own
 * workflow calls this.
 */
export function stageOptions({ epoch }: Pick<Ownership, 'epoch'>, stage: string): ChildOptions {
  return { workflowId: `${ownId()}/e${epoch}/${stage}`, typedSearchAttributes: attributes(stage) };
}

/** A generation's workflow: `<run>@<store>/e1/generator/gen-003`. Its stage's workflow calls this. */
export function generationOptions(stage: string, generation: number): ChildOptions {
  return {
    workflowId: `${ownId()}/${generationName(generation)}`,
    typedSearchAttributes: [...attributes(stage), integer('EaganGeneration', generation)],
  };
}

const ownId = (): string => workflowInfo().workflowId;

function attributes(stage: string): SearchAttributes {
  return [keyword(runAttribute, runPartOf(ownId())), keyword('EaganStage', stage)];
}

const keyword = (name: SearchAttribute, value: string): SearchAttributes[number] => ({
  key: { name, type: 'KEYWORD' },
  value,
});
const integer = (name: SearchAttribute, value: number): SearchAttributes[number] => ({
  key: { name, type: 'INT' },
  value,
});
