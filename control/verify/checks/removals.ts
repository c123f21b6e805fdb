// What `eagan gc` is said to have removed, by the rule of retention: only training states that the run need not keep.
import { defaultRetention, neededInputs, retainedStates } from '../../../domain/runs/retention.js';
import type { Digest } from '../../../domain/digest.js';
import { factsOfLines, walkStoredRun, type StoreFinding } from '../../../store/index.js';
import { isLoss } from '../../../domain/steps/objects.js';
import type { Evidence } from '../evidence.js';
import type { RunCheck } from './check.js';

export const removals: RunCheck = async (evidence) => {
  const { removed } = evidence.verification;
  if (removed.length === 0) return [];
  const kept = await keptStates(evidence);
  return removed.flatMap(({ digest, place, states }): StoreFinding[] => {
    const isKept = states?.some((state) => kept.has(state)) ?? false;
    if (states !== null && !isKept) return [];
    const must = states === null ? 'be a training state, as gc removes nothing else' : 'stay by the rule of retention';
    const message = `object ${digest}, which is noted as removed by eagan gc, must ${must} (it is gone)`;
    const file = `objects/${digest.slice(0, 2)}/${digest.slice(2)}`;
    return [{ code: 'EAGAN_OBJECT_MISSING', place, message, file }];
  });
};

/**
 * Once steps were taken back, the last states are others than gc saw: then only what later steps began from must stay.
 */
async function keptStates({ store, found, standing }: Evidence): Promise<ReadonlySet<Digest>> {
  const { frozen, owner, state } = found;
  try {
    const records = (await factsOfLines(store, standing)).filter((facts) => facts !== null);
    const rule = (frozen.pipeline.retention as typeof defaultRetention | undefined) ?? defaultRetention;
    const retained = retainedStates(records, owner?.supersessions ? { ...rule, lastStates: 0 } : rule);
    if (state?.status === 'completed') return retained;
    return new Set([...retained, ...neededInputs(await walkStoredRun(store, found))]);
  } catch (error) {
    if (isLoss(error)) return new Set(); // a lost record is a finding already
    throw error;
  }
}
