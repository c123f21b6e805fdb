// What made a record: the description of its runtime, and whether its kind of step runs there.
import { runsInTrainer } from '../../../domain/steps/kinds.js';
import { findJson } from '../../../domain/steps/objects.js';
import { pureFingerprint } from '../../../domain/steps/pure-steps.js';
import { unless, type RecordCheck } from './check.js';

export const runtimes: RecordCheck = async ({ step, fingerprint }, { store }) => {
  if (!runsInTrainer(step)) return unless('the runtime of a step that needs no trainer', pureFingerprint, fingerprint);
  if (fingerprint === pureFingerprint) return ['a step of this kind must be computed by a trainer (got none)'];
  if ((await findJson(store.objects, fingerprint)) !== null) return [];
  return [`the store must describe its runtime, object ${fingerprint} (it is missing or altered)`];
};
