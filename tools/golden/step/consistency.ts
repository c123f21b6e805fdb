// Whether a golden step agrees with itself: aliases are equal, and each weight is where Adam leads by the file's
// gradient, or where it was.
import { GoldenFindings } from '../findings.js';
import { largestDifference } from '../numbers.js';
import { adamTolerance, distanceFromAdam } from './adam.js';
import { letters, networkNames, publishedTensors, type StepFile } from './step-file.js';

export function checkConsistency(file: StepFile): GoldenFindings {
  const findings = new GoldenFindings();
  checkAliases(file, findings);
  for (const network of networkNames) {
    const parameters = publishedTensors(file.specs[network]).filter(({ role }) => role === 'parameter');
    checkGradientNames(file, letters[network], new Set(parameters.map(({ name }) => name)), findings);
    for (const { name } of parameters) checkWeight(file, `${letters[network]}.${name}`, findings);
  }
  return findings;
}

const alias = /^(?<layer>(?:before|after)\..*\.ops\.0\.)op\.[01]\.(?<tensor>[^.]+)$/;

/**
 * An operation's tensors have two names: `….op.1.…` (n4 of a discriminator: `….op.0.…`) is `….conv.…` or `….dilconv.…`.
 */
function checkAliases({ tensors }: StepFile, findings: GoldenFindings): void {
  for (const [name, { data }] of tensors) {
    const parts = alias.exec(name)?.groups;
    if (parts === undefined) continue;
    const names = ['conv', 'dilconv'].map((layer) => `${parts.layer}${layer}.${parts.tensor}`);
    const original = names.find((each) => tensors.has(each));
    if (original === undefined) findings.problem(`${name} is an alias of nothing in the file`);
    else findings.expect(`${name} and its alias in the file`, largestDifference(data, tensors.get(original)!.data), 0);
  }
}

function checkGradientNames(
  { tensors }: StepFile,
  letter: string,
  parameters: ReadonlySet<string>,
  findings: GoldenFindings,
): void {
  const prefix = `grad.${letter}.`;
  for (const name of tensors.keys())
    if (name.startsWith(prefix) && !parameters.has(name.slice(prefix.length)))
      findings.problem(`${name} belongs to no parameter of the network`);
}

/** Without a gradient the weight does not reach the output and keeps its bits. */
function checkWeight({ tensors, optimizer }: StepFile, name: string, findings: GoldenFindings): void {
  const [before, after] = [tensors.get(`before.${name}`)!.data, tensors.get(`after.${name}`)!.data];
  const gradient = tensors.get(`grad.${name}`)?.data;
  if (gradient === undefined)
    findings.expect(`after.${name} in the file, without a gradient,`, largestDifference(after, before), 0);
  else {
    const distance = distanceFromAdam(before, gradient, after, optimizer.learningRate);
    findings.expect(`after.${name} and Adam's step by its gradient, in the file,`, distance, adamTolerance);
  }
}
