// Which networks the final training may name instead of the winners, and which it must name if nothing is searched.
import type { NetworkName, Pipeline } from '../domain/pipeline.js';
import { checkBuiltin } from './genotype-meaning.js';
import { didYouMean } from './nearest.js';
import type { ReportFinding } from './report.js';
import { listNames } from './show-value.js';

const networks = ['generator', 'discriminator'] as const;

/** Checks finalTraining.networks of a completed pipeline. */
export function checkFinal(pipeline: Pipeline, report: ReportFinding): void {
  if (pipeline.stages.length === 0) checkNamed(pipeline, report);
  for (const network of networks) checkNetwork(pipeline, network, report);
}

/** If nothing is searched, both networks must be named. */
function checkNamed({ finalTraining }: Pipeline, report: ReportFinding): void {
  const missing = networks.filter((network) => finalTraining.networks[network] === null);
  if (missing.length === 0) return;
  const names = missing.join(' and ');
  report('EAGAN_PIPELINE_MISSING_KEY', [['finalTraining', 'networks']], {
    must: `must name ${names}, because no stage searches one`,
    found: 'nothing',
    expected: names,
    suggestion: `For example ${missing[0]}: { from: builtin, genotype: ${missing[0] === 'generator' ? 'eagan-g' : 'autogan'} }`,
    atKey: true,
  });
}

function checkNetwork({ stages, finalTraining }: Pipeline, network: NetworkName, report: ReportFinding): void {
  const named = finalTraining.networks[network];
  const path = ['finalTraining', 'networks', network];
  if (named?.from === 'stage') checkReference(stages, named.stage, network, report);
  else if (named) checkBuiltin(named, network, path, report);
}

function checkReference(stages: Pipeline['stages'], name: string, network: NetworkName, report: ReportFinding): void {
  const origins = [['finalTraining', 'networks', network, 'stage']];
  const fitting = stages.filter(({ search }) => search === network || search === 'both').map(({ id }) => id);
  if (fitting.includes(name)) return;
  const expected = fitting.length > 0 ? listNames(fitting) : `a stage that searches a ${network}`;
  const isKnown = stages.some(({ id }) => id === name);
  report(isKnown ? 'EAGAN_STAGE_OPPONENT' : 'EAGAN_STAGE_UNKNOWN', origins, {
    must: `must name a stage that searches a ${network}: ${expected}`,
    found: name,
    expected,
    ...didYouMean(name, fitting),
  });
}
