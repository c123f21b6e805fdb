// What a run proves, in a few lines: how long its ledger is, its head, its result, and the files that it exported.
import { digestJson, type Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { runRefs } from '../../domain/runs/run-state.js';
import { count, digest, fields, mapOf, nullOr, oneOf, text } from '../../domain/shape.js';
import { recordOfKey, type RunInStore, type Store } from '../../store/index.js';
import { exportedFiles } from '../runs/exported-files.js';

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
  const exported = result && (await recordOfKey(store, frozen.run, result.exportKey));
  const head = await store.ledger.head(frozen.run);
  const stored = (await store.refs.get<object>(runRefs.pipeline(frozen.run)))!.value;
  return statementOf(run, stored, head, exported?.outputs ?? {});
}

/** The same from its parts. `stored`: the frozen run as its ref has it. `outputs`: of the export. */
export function statementOf(
  { frozen, state, result }: RunInStore,
  stored: object,
  head: { readonly sequence: number; readonly digest: Digest } | null,
  outputs: Readonly<Record<string, Digest>>,
): AuditStatement {
  const { run } = frozen;
  if (head === null) throw notStarted(run);
  return {
    ...{ schemaVersion: 1, kind: 'audit', run, status: state?.status ?? 'frozen' },
    ...{ lines: head.sequence, head: head.digest, frozen: digestJson(stored) },
    resultDigest: result?.resultDigest ?? null,
    exports: result === null ? {} : Object.fromEntries(exportedFiles(frozen, { outputs })),
  };
}

function notStarted(run: string): EaganError {
  const must = `${run} must have a line in its ledger (got none)`;
  return new EaganError('EAGAN_PLACE_NOT_REACHED', must, `Start it first: eagan resume ${run}`);
}
