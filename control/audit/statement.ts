// What a run proves, in a few lines: how long its ledger is, its head, its result, and the files that it exported.
import { digestBytes, digestJson, type Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { runRefs } from '../../domain/runs/run-state.js';
import { count, digest, fields, mapOf, nullOr, oneOf, text } from '../../domain/shape.js';
import { runRecords, type RunInStore, type Store } from '../../store/index.js';
import { exportedFiles, pipelineName } from '../runs/exported-files.js';
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
export async function makeStatement(store: Store, { frozen, state, result }: RunInStore): Promise<AuditStatement> {
  const { run } = frozen;
  const head = await store.ledger.head(run);
  if (head === null)
    throw new EaganError('EAGAN_PLACE_NOT_REACHED', `${run} must have a line in its ledger (got none)`, `Start it first: eagan resume ${run}`); // prettier-ignore
  return {
    ...{ schemaVersion: 1, kind: 'audit', run, status: state?.status ?? 'frozen' },
    ...{ lines: head.sequence, head: head.digest },
    frozen: digestJson((await store.refs.get(runRefs.pipeline(run)))!.value),
    resultDigest: result?.resultDigest ?? null,
    exports: result === null ? {} : await exportsOf(store, frozen, result.exportKey),
  };
}

async function exportsOf(store: Store, frozen: RunInStore['frozen'], exportKey: Digest): Promise<Record<string, Digest>> {
  const exported = (await runRecords(store, frozen.run)).find(({ key }) => key === exportKey);
  const files = Object.entries(exportedFiles).map(([output, name]) => [name, exported?.outputs[output]]);
  return {
    ...Object.fromEntries(files.filter(([, found]) => found !== undefined)),
    [pipelineName]: digestBytes(Buffer.from(exportedPipeline(frozen))),
  };
}
