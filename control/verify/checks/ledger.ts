// The ledger's lines besides steps, against what the refs and lists of the store say. Refs only repeat the ledger.
import type { LedgerKind } from '../../../domain/ledger/kinds.js';
import { frozenDigest, type LedgerLine, type StoreFinding } from '../../../store/index.js';
import type { Evidence } from '../evidence.js';
import { finding, unless, type RunCheck } from './check.js';

type LineOf<K extends LedgerKind> = Extract<LedgerLine, { kind: K }>;

export const ledgerLines: RunCheck = async (evidence) => {
  const { lines, found } = evidence;
  const { run } = found.frozen;
  const problems = [...(await frozenProblems(evidence)), ...stateProblems(evidence)].map((message) =>
    finding('EAGAN_RECORD_INCONSISTENT', message, `refs/runs/${run}`),
  );
  return [...problems, ...epochFindings(lines)];
};

const linesOf = <K extends LedgerKind>({ lines }: Evidence, kind: K): LineOf<K>[] =>
  lines.filter((line): line is LineOf<K> => line.kind === kind);

/** The frozen run has a digest in the first line that was entered for it. */
async function frozenProblems(evidence: Evidence): Promise<string[]> {
  const [line] = linesOf(evidence, 'run');
  const { store, found, lines } = evidence;
  const later = lines.find(({ schemaVersion }) => schemaVersion === 2);
  if (!line && later) return [`the ledger must have a line of the kind run before line ${later.sequence} (got none)`];
  if (!line) return [];
  return unless(
    `the digest of the frozen run, which line ${line.sequence} of the ledger holds,`,
    line.frozen,
    await frozenDigest(store.refs, found.frozen.run),
  );
}

/** A process may be killed between the line and the ref, so a ref may be behind. It never says what no line says. */
function stateProblems(evidence: Evidence): string[] {
  const { state, result } = evidence.found;
  const started = linesOf(evidence, 'started').some(({ epoch }) => epoch === state?.epoch);
  if (!state || state.status === 'running' || !started) return [];
  const end = linesOf(evidence, 'ended').find(({ epoch }) => epoch === state.epoch);
  if (!end) return [`the ledger must have a line on how epoch ${state.epoch} ended, ${state.status} (got none)`];
  return [
    ...unless('the state', end.state, state.status),
    ...(end.resultDigest === undefined || !result
      ? []
      : unless('the result digest', end.resultDigest, result.resultDigest)),
  ];
}

/** Lines of the newest owner only: an older owner's attempt may end later. */
function epochFindings(lines: readonly LedgerLine[]): StoreFinding[] {
  let newest = 0;
  return lines.flatMap((line) => {
    const isOlder = line.kind === 'step' && line.epoch < newest;
    if (line.kind === 'step' || line.kind === 'started') newest = Math.max(newest, line.epoch);
    if (!isOlder) return [];
    const message = `line ${line.sequence} of the ledger must be of epoch ${newest} or a later one (got ${line.epoch})`;
    return [finding('EAGAN_RECORD_INCONSISTENT', message)];
  });
}
