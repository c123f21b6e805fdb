// The options with which a workflow starts a child. Ids are paths that contain run, store and epoch of ownership. A
// run's workflows are found by the first part of these ids.
import { workflowInfo, type ChildWorkflowOptions } from '@temporalio/workflow';
import { generationName } from '../domain/steps/places.js';
import { runAttribute, type SearchAttribute } from '../domain/runs/search-attributes.js';
import { runPartOf } from '../domain/runs/workflow-id.js';
import type { Ownership } from './types.js';

/** Without `typeInfo`: the caller names the workflow, so no definition is needed here. */
type ChildOptions = Omit<ChildWorkflowOptions, 'typeInfo'>;
type Asker = Pick<Ownership, 'epoch' | 'withoutAttributes'>;
type SearchAttributes = Extract<ChildWorkflowOptions['typedSearchAttributes'], readonly unknown[]>;

/**
 * A stage's workflow: `<run>@<store>/e1/generator`; the final training: `<run>@<store>/e1/final`. The run's own
 * workflow calls this.
 */
export function stageOptions(owner: Asker, stage: string): ChildOptions {
  return { workflowId: `${ownId()}/e${owner.epoch}/${stage}`, typedSearchAttributes: attributes(owner, stage) };
}

/** A generation's workflow: `<run>@<store>/e1/generator/gen-003`. Its stage's workflow calls this. */
export function generationOptions(owner: Asker, stage: string, generation: number): ChildOptions {
  return {
    workflowId: `${ownId()}/${generationName(generation)}`,
    typedSearchAttributes: attributes(owner, stage, [integer('EaganGeneration', generation)]),
  };
}

const ownId = (): string => workflowInfo().workflowId;

/** A server refuses a workflow with an attribute that it does not have. */
function attributes(
  { withoutAttributes = [] }: Asker,
  stage: string,
  others: readonly SearchAttributes[number][] = [],
): SearchAttributes {
  const all = [keyword(runAttribute, runPartOf(ownId())), keyword('EaganStage', stage), ...others];
  const lacking: readonly string[] = withoutAttributes;
  return all.filter(({ key }) => !lacking.includes(key.name));
}

const keyword = (name: SearchAttribute, value: string): SearchAttributes[number] => ({
  key: { name, type: 'KEYWORD' },
  value,
});
const integer = (name: SearchAttribute, value: number): SearchAttributes[number] => ({
  key: { name, type: 'INT' },
  value,
});
