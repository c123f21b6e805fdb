// The pretrained network in PyTorch, in both layouts of its tensors.
import { join } from 'node:path';
import { EaganError } from '../../../domain/errors.js';
import { weightsPath } from '../../../scripts/pretrained.mjs';
import { projectRoot } from '../../../scripts/project.mjs';
import { executePython, requireTorch } from '../python.js';

export interface TimedRun {
  readonly seconds: number;
  readonly peak_mib: number;
}

export interface TorchLayout {
  readonly name: string;
  measure(): Promise<TimedRun>;
}

/** Images in a pass, as for ours. */
const batch = 16;

/** Throws EAGAN_TOOL_MISSING for a Python without PyTorch. */
export async function torchLayouts(
  python: string,
  { images, threads }: { readonly images: number; readonly threads: number },
): Promise<readonly TorchLayout[]> {
  await requireTorch(python);
  const script = join(projectRoot(), 'tools', 'bench', 'metrics', 'torch_lite0.py');
  const numbers = [images, batch, threads].map(String);
  const layout = (name: string, ...options: readonly string[]): TorchLayout => ({
    name,
    measure: async () => {
      const weights = weightsPath(process.env, 'efficientnet-lite0');
      const { code, stdout, stderr } = await executePython(python, [script, weights, ...numbers, ...options]);
      if (code === 0) return JSON.parse(stdout) as TimedRun;
      const last = stderr.trim().split('\n').slice(-4).join('\n');
      throw new EaganError(
        'EAGAN_TOOL_MISSING',
        `${script} must finish (it ended with ${code}):\n${last}`,
        'Use PyTorch 2.9 or newer.',
      );
    },
  });
  return [layout('PyTorch'), layout('PyTorch, channels last', '--channels-last')];
}
