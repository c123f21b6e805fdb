// Whether the frozen run is as it was written: its pipeline, its name, and the texts that it was read from.
import { runDigest, runId } from '../../domain/runs/run-id.js';
import { sourceDigest } from '../../domain/runs/source-digest.js';
import { pipelineDigest } from '../../schemas/pipeline-digest.js';
import type { FrozenRun, StoreFinding } from '../../store/index.js';

/** `notRecorded`: the run was made before its texts had a digest, so they cannot be checked. */
export interface VerifiedSource {
  readonly source: 'whole' | 'altered' | 'notRecorded';
  readonly findings: readonly StoreFinding[];
}

/** Compares the frozen run with its own digests. An earlier version froze pipelines in another form: not compared. */
export function verifyFrozen(frozen: FrozenRun): VerifiedSource {
  const recorded = frozen.sourceDigest;
  if (recorded === undefined) return { source: 'notRecorded', findings: [] };
  const texts = sourceDigest(frozen);
  const pipeline = runDigest(pipelineDigest(frozen.pipeline), frozen.contents);
  const name = runId(frozen.pipeline.name, frozen.digest);
  const findings = [
    ...differing(texts === recorded, 'the texts of the frozen run', recorded, texts),
    ...differing(pipeline === frozen.digest, 'the frozen pipeline', frozen.digest, pipeline),
    ...differing(isNameOf(frozen.run, name), 'the name of the run', name, frozen.run),
  ];
  return { source: texts === recorded ? 'whole' : 'altered', findings };
}

/** Runs of the same pipeline get a number behind the name. */
const isNameOf = (run: string, name: string): boolean =>
  run.startsWith(name) && /^(-\d+)?$/.test(run.slice(name.length));

function differing(isSame: boolean, what: string, expected: string, found: string): StoreFinding[] {
  if (isSame) return [];
  return [{ code: 'EAGAN_RECORD_INCONSISTENT', place: null, message: `${what} must match ${expected} (got ${found})` }];
}
