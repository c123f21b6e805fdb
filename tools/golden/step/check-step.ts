// One golden step, from its bytes to its differences, run kernel by kernel and as a graph.
import { stream } from '../../../domain/stream.js';
import type { TensorData } from '../../../store/types.js';
import type { GoldenFindings } from '../findings.js';
import { compareBackward } from './compare-backward.js';
import { compareForward } from './compare-forward.js';
import { checkConsistency } from './consistency.js';
import { runGoldenStep, type OurStep } from './run-step.js';
import { runners, type Runner } from './runners.js';
import { readStepFile, type StepFile } from './step-file.js';

/**
 * How far inputs and weights are moved, try by try, before a file fails. One part in 2²³ is a unit or two in the last
 * place; one in 2²⁰ is the rounding of a sum of some hundred terms, which is what a convolution is.
 */
const nudges = [8, 8, 12, 20].flatMap((tries, i) => Array.from({ length: tries }, () => 2 ** (i - 23)));

/** @throws MalformedFile, or what `readSafetensors` throws, before anything runs */
export function checkStep(bytes: Uint8Array): GoldenFindings {
  const file = readStepFile(bytes);
  const all = checkConsistency(file);
  const mayJump = all.problems.length === 0;
  const eager = runGoldenStep(file, runners.eager);
  all.add(judge(file, eager, runners.eager, mayJump));
  const graph = runGoldenStep(file, runners.graph);
  if (!sameBits(eager, graph)) all.add(judge(file, graph, runners.graph, mayJump), 'as a graph: ');
  return all;
}

/**
 * A gradient jumps where an input of a ReLU or of max pooling changes sides, and two correct programs may be on
 * different sides: the published one is in PyTorch's other layouts (docs/decisions/0014). If nothing else differs in a
 * file, it must be right, by the same tolerances, for inputs and weights moved by no more than rounding. That moves
 * smooth values by at most a tenth of what is allowed.
 */
function judge(file: StepFile, ours: OurStep, runner: Runner, mayJump: boolean): GoldenFindings {
  const [forward, backward] = [compareForward(file, ours), compareBackward(file, ours)];
  const jumps = mayJump && forward.problems.length === 0 && backward.problems.length > 0;
  for (let i = 0; jumps && i < nudges.length; i++) {
    const moved = runGoldenStep(nudged(file, i), runner);
    const again = compareBackward(file, moved);
    if (again.problems.length + compareForward(file, moved).problems.length > 0) continue;
    forward.add(again);
    forward.note(`gradients of inputs and weights moved by rounding (try ${i + 1}), for a ReLU on its kink`);
    return forward;
  }
  forward.add(backward);
  return forward;
}

/**
 * The file with images, latents and weights moved up or down. Weights that do not reach the output keep their bits, as
 * they must.
 */
function nudged(file: StepFile, index: number): StepFile {
  const by = nudges[index]!;
  const moves = (name: string): boolean =>
    name.startsWith('in.') || (/^(before|after)\./.test(name) && file.tensors.has(name.replace(/^\w+/, 'grad')));
  const tensors = [...file.tensors].map(([name, { shape, data }]): [string, TensorData] => {
    if (!moves(name)) return [name, { shape, data }];
    const random = stream(index, `golden/${name}`);
    return [
      name,
      { shape, data: Float32Array.from(data, (value) => value * (1 + (random.uniform() < 0.5 ? -by : by))) },
    ];
  });
  return { ...file, tensors: new Map(tensors) };
}

function sameBits(a: OurStep, b: OurStep): boolean {
  const equal = (x: Float32Array, y: Float32Array | undefined): boolean =>
    y !== undefined && x.length === y.length && x.every((value, i) => Object.is(value, y[i]));
  const sameMoved = a.moved.size === b.moved.size && [...a.moved].every((name) => b.moved.has(name));
  const sameTensors = [...a.tensors].every(([name, data]) => equal(data, b.tensors.get(name)));
  return sameMoved && a.tensors.size === b.tensors.size && sameTensors;
}
