// Every TensorFlow kernel that the program runs, and how it behaves on a GPU under TF_DETERMINISTIC_OPS=1, which
// trainers set.

/**
 * - `repeats`: it gives the same bits each time, by itself or because TensorFlow then chooses an implementation that
 *   does.
 * - `host`: it has no GPU form, or its inputs and results are on the host; it then runs on the CPU.
 * - `refused`: TensorFlow answers "A deterministic GPU implementation of … is not currently available".
 */
export type OnGpu = 'repeats' | 'host' | 'refused';

const kernels = (status: OnGpu, names: string): [string, OnGpu][] =>
  names.split(/\s+/).map((name) => [name, status] as [string, OnGpu]);

/**
 * From the sources of TensorFlow 2.21; we had no GPU to try it. Some kernels are left out so that no test lets them in,
 * although networks could use them: ResizeNearestNeighborGrad, MaxPoolGradWithArgmax, CropAndResizeGradImage and
 * SparseSoftmaxCrossEntropyWithLogits (refused, or repeated only by a slower form), BiasAddGrad (we use Sum) and AddN
 * (see `sumOf`).
 */
export const kernelsOnGpu: ReadonlyMap<string, OnGpu> = new Map([
  // Element by element, copies and views: one thread computes each result.
  ...kernels(
    'repeats',
    'Add AddV2 Sub Mul RealDiv Maximum Minimum Relu Relu6 ReluGrad LeakyRelu LeakyReluGrad Tanh TanhGrad',
  ),
  ...kernels('repeats', 'Rsqrt Sqrt Reciprocal Exp Log Neg Square Equal BiasAdd Cast Bitcast Identity Fill OneHot'),
  ...kernels('repeats', 'ZerosLike Greater Select'),
  ...kernels('repeats', 'Reshape BroadcastTo Pack PadV2 Slice StridedSlice StridedSliceGrad Transpose'),
  ...kernels('repeats', 'DepthToSpace SpaceToDepth SpaceToBatchND'),
  // Reductions add in a fixed order, without atomics.
  ...kernels('repeats', 'Sum Max L2Loss Softmax IsNan'),
  // cuBLAS, and cuDNN's algorithms that repeat: TensorFlow then asks for no others.
  ...kernels('repeats', 'MatMul BatchMatMulV2 Conv2D Conv2DBackpropInput Conv2DBackpropFilter'),
  // Windows of 2×2 do not overlap, so no two results go to one place.
  ...kernels('repeats', 'AvgPool AvgPoolGrad MaxPool MaxPoolGrad'),
  // The gradient has a second, deterministic kernel for this setting.
  ...kernels('repeats', 'ResizeNearestNeighbor ResizeBilinear ResizeBilinearGrad'),
  // In training mode only: the gradient of frozen statistics is refused (`isRefused`).
  ...kernels('repeats', 'FusedBatchNormV3 FusedBatchNormGradV3'),
  // The forward, and the gradient of its input, gather. The gradient of the weight scatters, in whatever order threads
  // come.
  ...kernels('repeats', 'DepthwiseConv2dNative DepthwiseConv2dNativeBackpropInput'),
  ...kernels('refused', 'DepthwiseConv2dNativeBackpropFilter'),
  // Counters, not threads, decide what is drawn.
  ...kernels('repeats', 'StatelessRandomUniform StatelessRandomNormal'),
  ...kernels('repeats', 'VarHandleOp AssignVariableOp ReadVariableOp ResourceApplyAdam'),
  ...kernels('repeats', 'SelfAdjointEigV2'),
  ...kernels('host', 'DecodeJpeg'),
]);

/** Would TensorFlow refuse this kernel with these attributes on a GPU? Unknown for kernels that the table lacks. */
export function isRefused(kernel: string, isTraining: boolean): boolean {
  return kernelsOnGpu.get(kernel) === 'refused' || (kernel === 'FusedBatchNormGradV3' && !isTraining);
}
