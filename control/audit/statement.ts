// What a run proves, in a few lines: how long its ledger is, its head, its result, and the files that it exported.
import { digestBytes, digestJson, type Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { runRefs } from '../../domain/runs/run-state.js';
import { count, digest, fields, mapOf, nullOr, oneOf, text } from '../../domain/shape.js';
import { runRecords, type RunInStore, type Store } from '../../store/index.js';
import { exportNames, pipelineName } from '../runs/exported-files.js';
import { exportedPipeline } from '../runs/exported-pipeline.js';

/** Everything in it follows from the store. */
export interface AuditStatement {
  readonly schemaVersion: 1;
  readonly kind: 'audit';
  readonly run: string;
  readonly status: string;
  /** Lines of the ledger, and the digest of the last one. Whoever knows it knows every line before it. */
  readonly lines: number;
  readonly head: Digest;
  /** SHA-256 of the frozen run's canonical JSON. */
  readonly frozen: Digest;
  readonly resultDigest: Digest | null;
  /** SHA-256 of the exported files by name; empty for a run that is not completed. */
  readonly exports: Readonly<Record<string, Digest>>;
}

/** The form of a statement that was read from a file. */
export const statementForm = fields({
  schemaVersion: oneOf(1),
  kind: oneOf('audit'),
  run: text,
  status: text,
  lines: count,
  head: digest,
  frozen: digest,
  resultDigest: nullOr(digest),
  exports: mapOf(digest),
});

/** The statement about a run as it stands. Throws EAGAN_PLACE_NOT_REACHED if its ledger is empty. */
export async function makeStatement(store: Store, run: RunInStore): Promise<AuditStatement> {
  const { frozen, result } = run;
  const exported = result && (await runRecords(store, frozen.run)).find(({ key }) => key === result.exportKey);
  const head = await store.ledger.head(frozen.run);
  const stored = (await store.refs.get<object>(runRefs.pipeline(frozen.run)))!.value;
  return statementOf(run, stored, head, filesOf(exported?.outputs ?? {}));
}

/** The same from its parts. `stored`: the frozen run as its ref has it. `files`: digests of exported files by name. */
export function statementOf(
  { frozen, state, result }: RunInStore,
  stored: object,
  head: { readonly sequence: number; readonly digest: Digest } | null,
  files: Readonly<Record<string, Digest>>,
): AuditStatement {
  const { run } = frozen;
  if (head === null) throw notStarted(run);
  const pipeline = { [pipelineName]: digestBytes(Buffer.from(exportedPipeline(frozen))) };
  return {
    ...{ schemaVersion: 1, kind: 'audit', run, status: state?.status ?? 'frozen' },
    ...{ lines: head.sequence, head: head.digest, frozen: digestJson(stored) },
    resultDigest: result?.resultDigest ?? null,
    exports: result === null ? {} : { ...files, ...pipeline },
  };
}

/** The exported outputs by the names of their files. */
function filesOf(outputs: Readonly<Record<string, Digest>>): Record<string, Digest> {
  const known = Object.entries(exportNames).map(([output, name]) => [name, outputs[output]] as const);
  return Object.fromEntries(known.filter((pair): pair is readonly [string, Digest] => pair[1] !== undefined));
}

function notStarted(run: string): EaganError {
  const must = `${run} must have a line in its ledger (got none)`;
  return new EaganError('EAGAN_PLACE_NOT_REACHED', must, `Start it first: eagan resume ${run}`);
}
