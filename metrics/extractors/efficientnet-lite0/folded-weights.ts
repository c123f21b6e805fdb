// The weights of EfficientNet-Lite0 as its graph uses them. Batch norm only scales and shifts here, so it becomes part
// of the kernel and a bias: computed in double, then rounded once.
import { contiguousTensor, type TorchTensor } from '../../../formats/torch/tensor.js';
import { numbersOf } from '../../../formats/arrays/number-array.js';
import type { TensorData, Tensors } from '../../../store/types.js';
import { foldNorm } from '../fold-norm.js';
import { classesLayer, networkLayers, normEpsilon, type NetworkLayer } from './layers.js';

/** From PyTorch's order of dimensions to TensorFlow's: OIHW to HWIO, and for a depthwise kernel C1HW to HWC1. */
const axes = { full: [2, 3, 1, 0], depthwise: [2, 3, 0, 1] } as const;

/**
 * `NAME/kernel` (height × width × in × out, of depthwise ones height × width × channels × 1; of the classes in × out)
 * and `NAME/bias`, out of the published file's tensors. Throws RangeError if one is missing or has another shape.
 */
export function foldedWeights(published: readonly TorchTensor[]): Tensors {
  const byName = new Map(published.map((tensor) => [tensor.name, tensor]));
  const read = (name: string, order?: readonly number[]): TensorData => readTensor(byName, name, order);
  const kernel = read(`${classesLayer}.weight`, [1, 0]);
  return new Map([
    ...networkLayers.flatMap((layer) => folded(layer, read)),
    [`${classesLayer}/kernel`, kernel] as const,
    [`${classesLayer}/bias`, read(`${classesLayer}.bias`)] as const,
  ]);
}

function readTensor(tensors: ReadonlyMap<string, TorchTensor>, name: string, order?: readonly number[]): TensorData {
  const tensor = tensors.get(name);
  if (!tensor) throw new RangeError(`the file of EfficientNet-Lite0 must have a tensor ${name}`);
  const array = contiguousTensor(tensor, order && [...order]);
  return { shape: [...array.shape], data: Float32Array.from(numbersOf(array)) };
}

type Read = (name: string, order?: readonly number[]) => TensorData;

function folded({ name, norm, form, kernel, inputs, outputs }: NetworkLayer, read: Read): [string, TensorData][] {
  const weight = read(`${name}.weight`, axes[form]);
  const shape = form === 'full' ? [kernel, kernel, inputs, outputs] : [kernel, kernel, outputs, 1];
  if (`${weight.shape}` !== `${shape}`)
    throw new RangeError(`${name}.weight must have the shape ${shape} (got ${weight.shape})`);
  const [scale, shift, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (part) => read(`${norm}.${part}`).data,
  ) as [TensorData['data'], TensorData['data'], TensorData['data'], TensorData['data']];
  const folds = foldNorm({ shape, data: weight.data }, { scale, shift, mean, variance, epsilon: normEpsilon });
  return [
    [`${name}/kernel`, folds.kernel],
    [`${name}/bias`, folds.bias],
  ];
}
