// Every TensorFlow kernel that the program runs, and how it behaves on a GPU under TF_DETERMINISTIC_OPS=1, which
// trainers set.

/**
 * - `repeats`: it gives the same bits each time, by itself or because TensorFlow then takes an implementation that
 * does.
 * - `host`: it has no GPU form, or its inputs and results are on the host; it runs on the CPU there, too.
 * - `refused`: TensorFlow answers "A deterministic GPU implementation of … is not currently available".
 */
export type OnGpu = 'repeats' | 'host' | 'refused';

const kernels = (status: OnGpu, names: string): [string, OnGpu][] =>
  names.split(/\s+/).map((name) => [name, status] as [string, OnGpu]);

/**
 * From the sources of TensorFlow 2.21; no GPU was at hand to try it. Not in the list, so that no test lets them in,
 * although networks
 * could want them: ResizeNearestNeighborGrad, MaxPoolGradWithArgmax, CropAndResizeGradImage and
 * SparseSoftmaxCrossEntropyWithLogits
 * (refused or repeated only by a slower form), BiasAddGrad (a Sum stands for it) and AddN (see `sumOf`).
 */
export const kernelsOnGpu: ReadonlyMap<string, OnGpu> = new Map([
  // Element by element, copies and views: each result is computed by one thread.
  ...kernels(
    'repeats',
    'Add AddV2 Sub Mul RealDiv Maximum Minimum Relu ReluGrad LeakyRelu LeakyReluGrad Tanh TanhGrad',
  ),
  ...kernels('repeats', 'Rsqrt Sqrt Reciprocal Exp Log Neg Square Equal BiasAdd Cast Bitcast Identity Fill OneHot'),
  ...kernels('repeats', 'ZerosLike Greater Select'),
  ...kernels('repeats', 'Reshape BroadcastTo Pack PadV2 Slice StridedSlice StridedSliceGrad Transpose'),
  ...kernels('repeats', 'DepthToSpace SpaceToDepth SpaceToBatchND'),
  // Reductions add in a fixed order, without atomics.
  ...kernels('repeats', 'Sum Max L2Loss Softmax IsNan'),
  // cuBLAS, and cuDNN's algorithms that repeat: TensorFlow asks for those alone.
  ...kernels('repeats', 'MatMul BatchMatMulV2 Conv2D Conv2DBackpropInput Conv2DBackpropFilter'),
  // Windows of 2×2 do not overlap, so that no two results go to one place.
  ...kernels('repeats', 'AvgPool AvgPoolGrad MaxPool MaxPoolGrad'),
  // The gradient has a second, deterministic kernel for this setting.
  ...kernels('repeats', 'ResizeNearestNeighbor ResizeBilinear ResizeBilinearGrad'),
  // In training mode alone: the gradient of frozen statistics is refused (`isRefused`).
  ...kernels('repeats', 'FusedBatchNormV3 FusedBatchNormGradV3'),
  // The forward and the gradient of its input gather; the gradient of the weight scatters, in whatever order threads
  // come.
  ...kernels('repeats', 'DepthwiseConv2dNative DepthwiseConv2dNativeBackpropInput'),
  ...kernels('refused', 'DepthwiseConv2dNativeBackpropFilter'),
  // Counters, not threads, decide what is drawn.
  ...kernels('repeats', 'StatelessRandomUniform StatelessRandomNormal'),
  ...kernels('repeats', 'VarHandleOp AssignVariableOp ReadVariableOp ResourceApplyAdam'),
  ...kernels('repeats', 'SelfAdjointEigV2'),
  ...kernels('host', 'DecodeJpeg'),
]);

/** Would TensorFlow refuse this kernel with these attributes on a GPU? Of one that the table lacks nobody knows. */
export function isRefused(kernel: string, isTraining: boolean): boolean {
  return kernelsOnGpu.get(kernel) === 'refused' || (kernel === 'FusedBatchNormGradV3' && !isTraining);
}
