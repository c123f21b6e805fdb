// Which operations a stranger's graph may have. TensorFlow has some that read and write files, load libraries, open
// connections or run code of Python: a graph is as much as a program. So only what computes is allowed.
import { allOperations, operationsBefore, type GraphContents } from './graph-nodes.js';

/** Compute their outputs from their inputs and nothing else: no file, no state, no chance. */
const computing = `
  Const Placeholder PlaceholderWithDefault Identity IdentityN NoOp StopGradient PreventGradient Snapshot CheckNumerics
  Switch Merge Cast Bitcast Shape ShapeN Size Rank Reshape Squeeze ExpandDims EnsureShape Fill ZerosLike OnesLike Range
  LinSpace Pack Unpack ParallelConcat Concat ConcatV2 ConcatOffset Split SplitV Slice StridedSlice Gather GatherV2
  GatherNd ScatterNd Tile Transpose InvertPermutation Pad PadV2 MirrorPad Reverse ReverseV2 BroadcastTo BroadcastArgs
  OneHot Where SpaceToBatch SpaceToBatchND BatchToSpace BatchToSpaceND SpaceToDepth DepthToSpace ExtractImagePatches
  Add AddV2 AddN Sub Mul MulNoNan Div DivNoNan RealDiv FloorDiv TruncateDiv FloorMod Mod TruncateMod Maximum Minimum Pow
  SquaredDifference Square Sqrt Rsqrt Exp Expm1 Log Log1p Neg Abs Sign Floor Ceil Round Rint Reciprocal Inv Erf Erfc
  Sin Cos Tan Sinh Cosh Atan Atan2 Tanh Sigmoid LogSigmoid ClipByValue Cumsum Cumprod
  LogicalAnd LogicalOr LogicalNot Equal NotEqual ApproximateEqual Less LessEqual Greater GreaterEqual Select SelectV2
  IsNan IsInf IsFinite Mean Sum Prod Max Min Any All ArgMax ArgMin L2Loss TopK TopKV2 SegmentSum UnsortedSegmentSum
  MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum BiasAdd BiasAddV1 Softmax LogSoftmax Softplus Softsign
  Relu Relu6 LeakyRelu Elu Selu Conv2D DepthwiseConv2dNative Conv2DBackpropInput Conv3D Dilation2D MaxPool MaxPoolV2
  AvgPool LRN BatchNormWithGlobalNormalization FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3
  Quantize QuantizeV2 Dequantize QuantizeAndDequantize QuantizeAndDequantizeV2 QuantizeAndDequantizeV3
  FakeQuantWithMinMaxArgs FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsPerChannel
  ResizeBilinear ResizeNearestNeighbor ResizeBicubic ResizeArea ScaleAndTranslate CropAndResize DecodeJpeg DecodePng
  RGBToHSV HSVToRGB AdjustContrastv2 AdjustHue AdjustSaturation`;

/** Hold the weights of a model that is not frozen, and call its own functions. */
const holding = `
  VarHandleOp ReadVariableOp Variable VariableV2 VarIsInitializedOp IsVariableInitialized
  PartitionedCall StatefulPartitionedCall`;

/** Put weights into the variables: only while a model is loaded. */
const restoring = 'RestoreV2 AssignVariableOp Assign';

const named = (...lists: string[]): ReadonlySet<string> => new Set(lists.join(' ').trim().split(/\s+/));
const allowed = {
  frozen: named(computing),
  savedModel: named(computing, holding),
  atLoad: named(computing, holding, restoring),
};

/** Operations of a frozen graph that are not allowed, wherever they are. */
export const refusedInFrozen = (graph: GraphContents): string[] => refused(allOperations(graph), allowed.frozen);

/**
 * Operations of a SavedModel that are not allowed among those that run when it is loaded, or to compute the tensors.
 * Every such model also has some that save it, which are never run.
 */
export function refusedInSavedModel(graph: GraphContents, tensors: readonly string[]): string[] {
  return [
    ...refused(operationsBefore(graph, graph.atLoad), allowed.atLoad),
    ...refused(operationsBefore(graph, tensors), allowed.savedModel),
  ];
}

const refused = (operations: ReadonlySet<string>, of: ReadonlySet<string>): string[] =>
  [...operations].filter((operation) => !of.has(operation)).sort();
