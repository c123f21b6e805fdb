// Whether a frozen pipeline still is one: a store may be a stranger's, and everything that follows relies on the form.
import type { EaganError } from '../../domain/errors.js';
import { schemaErrors } from '../../schemas/schema.js';
import { writtenForm } from '../../schemas/written-form.js';
import { damagedRun, type FrozenRun } from '../../store/index.js';

/** EAGAN_RUN_DAMAGED if the schema refuses the pipeline; null if it is one. */
export function pipelineProblem({ run, pipeline }: FrozenRun): EaganError | null {
  try {
    const [first] = schemaErrors(writtenForm(pipeline));
    if (first === undefined) return null;
    return damagedRun(run, `its frozen pipeline: ${first.instancePath || 'the whole'} ${first.message}`);
  } catch (error) {
    return damagedRun(run, 'its frozen pipeline must have the form of a pipeline', error);
  }
}
