// A convolution with its bias and ReLU6: as three kernels, or as one of oneDNN's. Sessions run graphs as they are
// written, so nobody but us can put kernels together.
import type { Attributes, Value } from './graph.js';
import { biasAdd, relu6, single } from './operations.js';
import { conv2d, convolutionAttributes, depthwiseConvolution } from './spatial.js';

export interface FusedForm {
  /** Each channel by itself: weight [k, k, c, 1] instead of [k, k, in, out]. */
  readonly depthwise: boolean;
  readonly stride: 1 | 2;
  /** Whether the result is clipped to 0…6. */
  readonly clipped: boolean;
}

/** SAME padding, as in every form here. */
export function plainConvolution(x: Value, weight: Value, bias: Value, form: FusedForm): Value {
  const y = form.depthwise ? depthwiseConvolution(x, weight, form.stride) : conv2d(x, weight, form);
  return form.clipped ? relu6(biasAdd(y, bias)) : biasAdd(y, bias);
}

/** The same as one kernel; only as a part of a graph, and only where `canFuse` (models/backend.ts) says so. */
export function fusedConvolution(x: Value, weight: Value, bias: Value, form: FusedForm): Value {
  const { depthwise, stride, clipped } = form;
  const [n, h, w] = x.shape as [number, number, number, number];
  const shape = [n, Math.ceil(h / stride), Math.ceil(w / stride), bias.shape[0]!];
  const kernel = depthwise ? '_FusedDepthwiseConv2dNative' : '_FusedConv2D';
  return single(kernel, [x, weight, bias], shape, {
    ...convolutionAttributes({ stride }),
    ...(depthwise ? {} : { TArgs: { kind: 'types', value: ['float'] } }),
    num_args: { kind: 'int', value: 1 },
    fused_ops: { kind: 'strings', value: clipped ? ['BiasAdd', 'Relu6'] : ['BiasAdd'] },
  } satisfies Attributes);
}
