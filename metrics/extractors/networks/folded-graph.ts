// A frozen graph with fewer kernels: a convolution, its batch norm and its ReLU become one convolution with a bias.
// Sessions run graphs as they are written (scripts/session-options.h), so nobody but us can put them together.
import { foldableConvolutions, type NormalisedConvolution } from '../../../domain/normalised-convolutions.js';
import type { GraphContents } from '../../../domain/graph-nodes.js';
import { writtenConstant, writtenNode } from '../../../models/ir/node-writer.js';
import type { WriteMessage as Write } from '../../../models/message-writer.js';
import type { FileParts } from '../../../models/load-graph.js';
import {
  floatConstant,
  newNode,
  rawAttributes,
  rawGraph,
  rawNode,
  scalarOf,
  type FloatConstant,
} from '../../../models/raw-graph.js';
import { foldNorm } from '../fold-norm.js';

/**
 * The graph with its norms folded; its other nodes, and its results but for rounding, stay. `fused`: convolution, bias
 * and ReLU are one kernel, where there is one (`canFuse`). Throws RangeError if weights are not what they must be.
 */
export function foldedGraph(graph: Uint8Array, { nodes }: GraphContents, fused: boolean): FileParts {
  const raw = rawGraph(graph);
  const { convolutions, replaced } = foldableConvolutions(nodes);
  const kept = [...raw.nodes].filter(([name]) => !replaced.has(name));
  return [
    ...kept.map(([, content]) => rawNode(content)),
    ...convolutions.flatMap((convolution) => folded(convolution, raw.nodes, fused)),
    ...raw.rest,
  ];
}

/** What of the old convolution the new one has. */
const keptAttributes = ['T', 'strides', 'padding', 'dilations', 'data_format', 'explicit_paddings'];

function folded(
  convolution: NormalisedConvolution,
  nodes: ReadonlyMap<string, Uint8Array>,
  fused: boolean,
): Uint8Array[] {
  const { result } = convolution;
  const { kernel, bias } = weightsOf(convolution, nodes);
  const [kernelName, biasName] = [`${result}/folded/kernel`, `${result}/folded/bias`];
  const attributes = rawAttributes(nodes.get(convolution.convolution)!);
  const same = keptAttributes.flatMap((name) => {
    const value = attributes.get(name);
    return value ? [[name, value] as const] : [];
  });
  return [
    writtenConstant(kernelName, 'float', kernel.shape, kernel.data),
    writtenConstant(biasName, 'float', bias.shape, bias.data),
    ...convolved(result, [convolution.input, kernelName, biasName], same, fused),
  ].map(newNode);
}

type Same = readonly (readonly [name: string, value: Uint8Array])[];

function convolved(name: string, [input, kernel, bias]: [string, string, string], same: Same, fused: boolean): Write[] {
  if (fused)
    return [
      writtenNode(
        name,
        '_FusedConv2D',
        [input, kernel, bias],
        {
          TArgs: { kind: 'types', value: ['float'] },
          num_args: { kind: 'int', value: 1 },
          fused_ops: { kind: 'strings', value: ['BiasAdd', 'Relu'] },
        },
        ...same,
      ),
    ];
  const float = { T: { kind: 'type', value: 'float' } } as const;
  const [plain, biased] = [`${name}/folded/convolution`, `${name}/folded/biased`];
  return [
    writtenNode(plain, 'Conv2D', [input, kernel], {}, ...same),
    writtenNode(biased, 'BiasAdd', [plain, bias], float),
    writtenNode(name, 'Relu', [biased], float),
  ];
}

function weightsOf(
  convolution: NormalisedConvolution,
  nodes: ReadonlyMap<string, Uint8Array>,
): { readonly kernel: FloatConstant; readonly bias: FloatConstant } {
  const read = (name: string): FloatConstant => floatConstant(nodes.get(name)!);
  const [kernel, shift, mean, variance, scale] = (['kernel', 'shift', 'mean', 'variance', 'scale'] as const).map((of) =>
    read(convolution[of]),
  ) as [FloatConstant, FloatConstant, FloatConstant, FloatConstant, FloatConstant];
  requireShapes(convolution, kernel, [shift, mean, variance, scale]);
  const attributes = rawAttributes(nodes.get(convolution.norm)!);
  const norm = foldNorm(kernel, {
    ...(scalarOf(attributes.get('scale_after_normalization')) ? { scale: scale.data } : {}),
    ...{ shift: shift.data, mean: mean.data, variance: variance.data },
    epsilon: scalarOf(attributes.get('variance_epsilon')),
  });
  // What is no number would be 0 behind a ReLU.
  if (![norm.kernel, norm.bias].every(({ data }) => data.every(Number.isFinite)))
    throw new RangeError(
      `the weights of ${convolution.convolution} and of its norm must be finite numbers (got others)`,
    );
  return norm;
}

function requireShapes(
  { convolution }: NormalisedConvolution,
  kernel: FloatConstant,
  norm: readonly FloatConstant[],
): void {
  const outputs = kernel.shape[3];
  if (kernel.shape.length === 4 && norm.every(({ shape }) => `${shape}` === `${outputs}`)) return;
  const got = [kernel, ...norm].map(({ shape }) => shape.join(' × ')).join(', ');
  throw new RangeError(`the norm of ${convolution} must have a number for each output of its kernel (got ${got})`);
}
