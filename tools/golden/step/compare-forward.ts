// Compares what moves smoothly with the inputs: images, logits, losses, running statistics, u and v (tolerances of
// ../shared/golden/README.md).
import { GoldenFindings } from '../findings.js';
import { largest, largestDifference } from '../numbers.js';
import type { OurStep } from './run-step.js';
import { letters, networkNames, publishedTensors, type StepFile } from './step-file.js';

const relative = 1e-4;
const values = ['eval.images', 'eval.logits_real', 'train.fake_images', 'train.logits_real', 'train.logits_fake'];

export function compareForward(file: StepFile, ours: OurStep): GoldenFindings {
  const findings = new GoldenFindings();
  for (const name of values) compareToLargest(name, file, ours, findings);
  for (const name of networkNames) compareLoss(`loss.${name}`, file, ours, findings);
  for (const network of networkNames)
    for (const { name, role } of publishedTensors(file.specs[network]))
      if (role === 'buffer') compareToLargest(`after.${letters[network]}.${name}`, file, ours, findings);
  return findings;
}

/**
 * Within 1e-4 of the tensor's largest magnitude. "Relative" running statistics, u and v are read in this way too:
 * relative to each element, PyTorch's own re-runs of u and v differ by up to 5e-4 where an element is near 0.
 */
function compareToLargest(name: string, file: StepFile, { tensors }: OurStep, findings: GoldenFindings): void {
  const theirs = file.tensors.get(name)!.data;
  findings.expect(name, largestDifference(tensors.get(name)!, theirs), relative * largest(theirs));
}

function compareLoss(name: string, file: StepFile, { tensors }: OurStep, findings: GoldenFindings): void {
  const theirs = file.tensors.get(name)!.data[0]!;
  findings.expect(name, Math.abs(tensors.get(name)![0]! - theirs), relative * Math.max(1, Math.abs(theirs)));
}
