// Runs the published networks in PyTorch: a script measures a step of them, on a checkout of their code.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EaganError } from '../../../domain/errors.js';
import { projectRoot } from '../../../scripts/project.mjs';
import { usageError } from '../options.js';
import { executePython, requireTorch } from '../python.js';
import type { Timing } from '../timing.js';
import type { StepSize } from './sizes.js';

export interface TorchSetup {
  /** A checkout of github marsggbo/EAGAN (975ff13). */
  readonly checkout: string;
  readonly python: string;
  readonly script: string;
}

export interface TorchRun extends StepSize {
  readonly iterations: number;
  readonly threads: number;
  /** Channels-last, and no weight gradients of D in the G step. */
  readonly tuned: boolean;
  /** The supernets, with random pairs under this seed, which are written to the file; null: the paper's genotypes. */
  readonly supernet: { readonly seed: number; readonly pairsFile: string } | null;
}

export interface TorchFigures extends Timing {
  readonly torch: string;
  readonly peak_mib: number;
}

/**
 * Checks that everything is there. Throws EAGAN_USAGE for a missing folder or script, EAGAN_TOOL_MISSING without
 * PyTorch.
 */
export async function torchSetup(checkout: string, python = 'python3', script = usualScript()): Promise<TorchSetup> {
  const setup = { checkout: resolve(checkout), python, script: resolve(script) };
  const network = join('archs', 'fully_super_network.py');
  if (!existsSync(join(setup.checkout, network)))
    throw usageError(`--against must name a checkout of github.com/marsggbo/EAGAN (${checkout} has no ${network})`);
  if (!existsSync(setup.script))
    throw usageError(
      `--torch-step must name the script torch_step.py that measures the published networks (got ${script})`,
    );
  await requireTorch(python);
  return setup;
}

const usualScript = (): string =>
  join(process.env.EAGAN_SHARED ?? join(projectRoot(), '..', 'shared'), 'bench', 'torch_step.py');

/**
 * One run of the script. Its mean and median leave out the first step, so it runs one more. Throws EAGAN_TOOL_MISSING
 * if it fails.
 */
export async function runTorch(setup: TorchSetup, run: TorchRun): Promise<TorchFigures> {
  const { channels, batch } = run;
  const numbers = [
    channels.generator,
    channels.discriminator,
    batch.discriminator,
    batch.generator,
    run.iterations + 1,
  ];
  const { supernet } = run;
  const { code, stdout, stderr } = await executePython(setup.python, [
    ...[setup.script, setup.checkout, ...numbers.map(String)],
    ...(run.tuned ? ['--tuned'] : []),
    ...(supernet ? ['--supernet', String(supernet.seed), '--pairs', supernet.pairsFile] : []),
    ...['--threads', String(run.threads), '--bottom-width', String(run.bottomWidth)],
  ]);
  if (code === 0) return JSON.parse(stdout.trim().split('\n').at(-1)!) as TorchFigures;
  const last = stderr.trim().split('\n').slice(-4).join('\n');
  throw new EaganError(
    'EAGAN_TOOL_MISSING',
    `the published script must finish (it ended with ${code}):\n${last}`,
    'It needs a checkout of marsggbo/EAGAN at 975ff13, PyTorch, and enough memory for these channels.',
  );
}
