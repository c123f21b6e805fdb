// The networks of others in PyTorch, in both layouts of its tensors.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EaganError } from '../../../domain/errors.js';
import { weightsPath } from '../../../scripts/pretrained.mjs';
import { projectRoot } from '../../../scripts/project.mjs';
import { makeTemporaryFolder } from '../../../scripts/temporary.mjs';
import { randomInception } from '../../inception2015/build-graph.js';
import { executePython, requireTorch } from '../python.js';

export interface TimedRun {
  readonly seconds: number;
  readonly peak_mib: number;
}

export interface TorchLayout {
  readonly name: string;
  measure(): Promise<TimedRun>;
}

interface TorchNetwork {
  readonly script: string;
  /** Images in a pass, as for ours. */
  readonly batch: number;
  /** Lets some work use the file of its weights. */
  withWeights<T>(use: (path: string) => Promise<T>): Promise<T>;
}

const networks = {
  imagenet: {
    script: 'torch_lite0.py',
    batch: 16,
    withWeights: (use) => use(weightsPath(process.env, 'efficientnet-lite0')),
  },
  inception2015: { script: 'torch_inception.py', batch: 10, withWeights: withRandomGraph },
} as const satisfies Record<string, TorchNetwork>;

export type TorchKind = keyof typeof networks;
export const torchKinds: readonly string[] = Object.keys(networks);

/** The same weights as ours are measured with. */
async function withRandomGraph<T>(use: (path: string) => Promise<T>): Promise<T> {
  const folder = makeTemporaryFolder('eagan-bench-');
  try {
    const path = join(folder, 'graph.pb');
    writeFileSync(path, randomInception(1));
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Throws EAGAN_TOOL_MISSING for a Python without PyTorch. */
export async function torchLayouts(
  python: string,
  kind: TorchKind,
  { images, threads }: { readonly images: number; readonly threads: number },
): Promise<readonly TorchLayout[]> {
  await requireTorch(python);
  const { script: name, batch, withWeights }: TorchNetwork = networks[kind];
  const script = join(projectRoot(), 'tools', 'bench', 'metrics', name);
  const numbers = [images, batch, threads].map(String);
  const layout = (told: string, ...options: readonly string[]): TorchLayout => ({
    name: told,
    measure: () => withWeights((weights) => run(python, script, [weights, ...numbers, ...options])),
  });
  return [layout('PyTorch'), layout('PyTorch, channels last', '--channels-last')];
}

async function run(python: string, script: string, words: readonly string[]): Promise<TimedRun> {
  const { code, stdout, stderr } = await executePython(python, [script, ...words]);
  if (code === 0) return JSON.parse(stdout) as TimedRun;
  const last = stderr.trim().split('\n').slice(-4).join('\n');
  throw new EaganError(
    'EAGAN_TOOL_MISSING',
    `${script} must finish (it ended with ${code}):\n${last}`,
    'Use PyTorch 2.9 or newer.',
  );
}
