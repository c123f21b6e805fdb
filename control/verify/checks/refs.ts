// How a run stands, by its refs, against its ledger.
import { changeBudgets, type ChangedBudgets } from '../../../domain/runs/budget.js';
import { errorCodeOf } from '../../../domain/errors.js';
import { readBudgets, type StoreFinding } from '../../../store/index.js';
import type { Evidence } from '../evidence.js';
import { finding, unless, type RunCheck } from './check.js';

export const refs: RunCheck = async (evidence) => {
  const { run } = evidence.found.frozen;
  const problems: (readonly [ref: string, messages: readonly string[]])[] = [
    ['owner', ownerProblems(evidence)],
    ['owner', takenBackProblems(evidence)],
    ['state', stateProblems(evidence)],
    ['request', requestProblems(evidence)],
    ['result', resultProblems(evidence)],
    ['budget', await budgetProblems(evidence)],
  ];
  return problems.flatMap(([ref, messages]) =>
    messages.map((message): StoreFinding => finding('EAGAN_RECORD_INCONSISTENT', message, `refs/runs/${run}/${ref}`)),
  );
};

const atMost = (what: string, found: number, most: number): string[] =>
  found <= most ? [] : [`${what} must be at most ${most} (got ${found})`];

function ownerProblems({ found: { owner }, lines }: Evidence): string[] {
  const last = lines.reduce((most, { epoch }) => Math.max(most, epoch), 0);
  const epoch = owner?.epoch ?? 0;
  return epoch >= last ? [] : [`the owner's epoch must be at least that of the ledger's lines, ${last} (got ${epoch})`];
}

/** The line comes after the owner's ref, so a line without its supersession means that one was taken out. */
function takenBackProblems({ story, found: { owner } }: Evidence): string[] {
  const known = (owner?.supersessions ?? []).map(({ epoch, from }) => `${epoch} ${from}`);
  const told = story.flatMap((entry) => (entry.kind === 'superseded' ? [entry] : []));
  return told
    .filter(({ epoch, from }) => !known.includes(`${epoch} ${from}`))
    .map(({ epoch, from }) => `the owner must know that epoch ${epoch} took back the steps from ${from} (it does not)`);
}

function stateProblems({ found: { owner, state, result }, standing }: Evidence): string[] {
  if (!state) return [];
  const epochs = atMost('the epoch of the state', state.epoch, owner?.epoch ?? 0);
  if (state.status !== 'completed') return epochs;
  const line = standing.find(({ key }) => key === state.exportKey);
  return [
    ...epochs,
    ...(standing.length === 0 || line
      ? []
      : [`the export of a completed run, ${state.exportKey}, must be in the ledger (it is not)`]),
    ...(result ? unless('the key of the export in the state', result.exportKey, state.exportKey) : []),
  ];
}

const requestProblems = ({ found: { owner, request } }: Evidence): string[] =>
  request ? atMost('the epoch of a request', request.epoch, owner?.epoch ?? 0) : [];

/** A result without an end: the process may have been killed in between. A result without the export cannot be. */
function resultProblems({ found: { result }, standing }: Evidence): string[] {
  if (!result || standing.length === 0 || standing.some(({ key }) => key === result.exportKey)) return [];
  return [`the export of the result, ${result.exportKey}, must be in the ledger (it is not)`];
}

/** Budgets follow from what people typed. Earlier versions could lose an entry; then there is nothing to compare. */
async function budgetProblems({ store, story, lines, found: { frozen } }: Evidence): Promise<string[]> {
  const recorded = await readBudgets(store.refs, frozen.run);
  const asked = story.flatMap((entry) => (entry.kind === 'budget' ? [entry.asked] : []));
  const isTold = lines[0]?.kind === 'run';
  if (asked.length === 0) return isTold ? unless('the budgets', null, recorded) : [];
  try {
    const given = asked.reduce<ChangedBudgets | null>((now, each) => changeBudgets(frozen.pipeline, now, each), null)!;
    const { run = null, stages = {} } = recorded ?? {};
    return unless('the budgets', { run: given.run ?? null, stages: given.stages ?? {} }, { run, stages });
  } catch (error) {
    if (errorCodeOf(error) === undefined) throw error;
    return [`the budgets that people asked for must be budgets (got: ${(error as Error).message})`];
  }
}
