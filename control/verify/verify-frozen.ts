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

/** Compares the frozen run with its own digests. */
export function verifyFrozen(frozen: FrozenRun): VerifiedSource {
  if (frozen.sourceDigest === undefined) return { source: 'notRecorded', findings: [] };
  const texts = sourceDigest(frozen);
  const pipeline = runDigest(pipelineDigest(frozen.pipeline), frozen.contents);
  const name = runId(frozen.pipeline.name, frozen.digest);
  const findings = [
    ...differing(texts === frozen.sourceDigest, 'the texts of the frozen run', frozen.sourceDigest, texts),
    ...differing(pipeline === frozen.digest, 'the frozen pipeline', frozen.digest, pipeline),
    ...differing(new RegExp(`^${name}(-\\d+)?$`).test(frozen.run), 'the name of the run', name, frozen.run),
  ];
  return { source: texts === frozen.sourceDigest ? 'whole' : 'altered', findings };
}

function differing(isSame: boolean, what: string, expected: string, found: string): StoreFinding[] {
  if (isSame) return [];
  return [{ code: 'EAGAN_RECORD_INCONSISTENT', place: null, message: `${what} must match ${expected} (got ${found})` }];
}
