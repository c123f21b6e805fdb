// Golden files of tensors: whether one holds a training step, or features of a pretrained extractor.
import { readSafetensors } from '../../store/safetensors.js';
import { checkFeatures, isFeatures } from './features.js';
import type { GoldenFindings } from './findings.js';
import { checkStep } from './step/check-step.js';

/** What only a step has: parts of the networks, and what was computed from them. */
const stepTensor = /^(before|after|in|eval|train|loss|grad)\./;

/**
 * Checks it; false if neither tensors, settings nor name say that the file is golden. Throws what reading it throws.
 */
export async function checkTensors(bytes: Uint8Array, name: string, findings: GoldenFindings): Promise<boolean> {
  if (isFeatures(name)) {
    await checkFeatures(bytes, name, findings);
    return true;
  }
  if (!/step/i.test(name) && !isStep(bytes)) return false;
  findings.add(checkStep(bytes));
  return true;
}

function isStep(bytes: Uint8Array): boolean {
  const { tensors, metadata } = readSafetensors(bytes);
  const hasSettings = 'generator' in metadata || 'discriminator' in metadata;
  return hasSettings || tensors.size === 0 || [...tensors.keys()].some((one) => stepTensor.test(one));
}
