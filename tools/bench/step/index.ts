// `bench step`: seconds of a training step (one of D, one of G), alone or in turns with the published networks in
// PyTorch.
import type { Command } from 'commander';
import { Option } from 'commander';
import type { RuntimeIdentity } from '../../../trainer/types.js';
import type { Benchmark, Note, BenchmarkReport } from '../benchmark.js';
import { options, wholeNumber } from '../options.js';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import { compareSize, merged, type StepComparison } from './against.js';
import { runOwn, type StepFigures } from './own-run.js';
import { pairsOfRun, planSteps, type StepOptions, type StepPlan } from './plan.js';
import { sizeName } from './sizes.js';
import { comparisonTable, stepTable, type StepRow } from './tables.js';

export const step: Benchmark<StepOptions> = {
  summary: 'seconds of a training step: one step of D, one of G',
  modest: {},
  options(cli: Command) {
    for (const option of [options.channels(), options.batch(), options.iterations(), options.runs(), options.threads()])
      cli.addOption(option);
    cli
      .addOption(new Option('--execution <kind>', 'how a step runs (default graph)').choices(['eager', 'graph']))
      .option('--sizes', 'the four sizes with figures of the published script: 16/16, 32/32, 64/64, 256/128')
      .addOption(new Option('--latent <n>', 'latent size (default 120)').argParser(wholeNumber(1)))
      .addOption(
        new Option('--bottom-width <n>', 'width at the bottom; images are 8 times as wide (default 4)').argParser(
          wholeNumber(1),
        ),
      )
      .addOption(
        new Option('--supernet [seed]', 'supernets, with a random pair of genotypes in each step').argParser(
          wholeNumber(0),
        ),
      )
      .option('--pairs <file>', 'JSON list of {generator, discriminator}: the pairs of --supernet')
      .option('--against <checkout>', 'measure in turns with the published networks, from a checkout of marsggbo/EAGAN')
      .option('--python <program>', 'a Python with PyTorch, for --against (default python3)')
      .option('--torch-step <file>', 'the script that measures them (default ../shared/bench/torch_step.py)');
  },
  async run(given, note) {
    const plan = await planSteps(given);
    return plan.against ? against({ ...plan, against: plan.against }, note) : alone(plan, note);
  },
};

async function alone(plan: StepPlan, note: Note): Promise<BenchmarkReport> {
  const results: StepRow[] = [];
  let runtime: RuntimeIdentity | undefined;
  for (const size of plan.sizes) {
    const iterations = plan.iterations(size);
    const runs: StepFigures[] = [];
    for (let run = 0; run < plan.runs; run++) {
      const own = await runOwn(size, iterations, plan, pairsOfRun(plan, iterations, run));
      ({ runtime } = own);
      runs.push(own.figures);
      note(`${sizeName(size)}, run ${run + 1} of ${plan.runs}: ${formatMeasuredDuration(own.figures.median_s)}`);
    }
    const { threads, execution, supernet } = plan;
    results.push({ ...size, threads, execution, iterations, supernet, ...merged(runs) });
  }
  return { results, tables: [stepTable(results)], runtime: runtime! };
}

async function against(plan: Parameters<typeof compareSize>[0], note: Note): Promise<BenchmarkReport> {
  const results: StepComparison[] = [];
  let runtime: RuntimeIdentity | undefined;
  for (const size of plan.sizes) {
    const compared = await compareSize(plan, size, note);
    ({ runtime } = compared);
    results.push(compared.comparison);
  }
  return { results, tables: [comparisonTable(results)], runtime: runtime! };
}
