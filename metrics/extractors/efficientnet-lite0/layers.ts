// The layers of EfficientNet-Lite0 (Tan, Le: EfficientNet, arXiv 1905.11946; the Lite form has neither swish nor
// squeeze and excitation), and the names of their tensors in the published file.

/** A convolution without bias, and the batch norm behind it. */
export interface NetworkLayer {
  /** `NAME.weight` is the kernel. */
  readonly name: string;
  /** `NORM.weight`, `bias`, `running_mean`, `running_var`. */
  readonly norm: string;
  readonly form: 'full' | 'depthwise';
  readonly kernel: 1 | 3 | 5;
  readonly stride: 1 | 2;
  readonly inputs: number;
  readonly outputs: number;
  /** Whether its result is clipped to 0…6 (ReLU6). */
  readonly clipped: boolean;
}

/** Expand, filter each channel, project; the input is added where the result has its shape. */
export interface Block {
  readonly expand: NetworkLayer | null;
  readonly filter: NetworkLayer;
  readonly project: NetworkLayer;
  readonly shortcut: boolean;
}

/** Width and height of the network's input, and of its last map. */
export const [inputSize, lastSize] = [224, 7];

/** Added to a variance before its root. */
export const normEpsilon = 1e-3;

/** Blocks of one form after each other: only the first has the stride and the new number of channels. */
const groups = [
  { blocks: 1, kernel: 3, stride: 1, expansion: 1, outputs: 16 },
  { blocks: 2, kernel: 3, stride: 2, expansion: 6, outputs: 24 },
  { blocks: 2, kernel: 5, stride: 2, expansion: 6, outputs: 40 },
  { blocks: 3, kernel: 3, stride: 2, expansion: 6, outputs: 80 },
  { blocks: 3, kernel: 5, stride: 1, expansion: 6, outputs: 112 },
  { blocks: 4, kernel: 5, stride: 2, expansion: 6, outputs: 192 },
  { blocks: 1, kernel: 3, stride: 1, expansion: 6, outputs: 320 },
] as const;

const dense = { form: 'full', kernel: 1, stride: 1 } as const;

export const stem: NetworkLayer = { name: '_conv_stem', norm: '_bn0', form: 'full', kernel: 3, stride: 2, inputs: 3, outputs: 32, clipped: true }; // prettier-ignore
export const networkBlocks: readonly Block[] = allBlocks();
export const head: NetworkLayer = {
  name: '_conv_head',
  norm: '_bn1',
  ...dense,
  inputs: 320,
  outputs: 1280,
  clipped: true,
};
/** The layer of classes: `_fc.weight` [classes, features] and `_fc.bias`. */
export const classesLayer = '_fc';

function allBlocks(): Block[] {
  const all: Block[] = [];
  let inputs = stem.outputs;
  for (const group of groups) {
    for (let i = 0; i < group.blocks; i++) {
      all.push(block(all.length, { ...group, stride: i === 0 ? group.stride : 1, inputs }));
      inputs = group.outputs;
    }
  }
  return all;
}

interface BlockForm {
  readonly kernel: 3 | 5;
  readonly stride: 1 | 2;
  readonly expansion: number;
  readonly inputs: number;
  readonly outputs: number;
}

function block(index: number, { kernel, stride, expansion, inputs, outputs }: BlockForm): Block {
  const at = `_blocks.${index}`;
  const wide = inputs * expansion;
  const expand: NetworkLayer = {
    name: `${at}._expand_conv`,
    norm: `${at}._bn0`,
    ...dense,
    inputs,
    outputs: wide,
    clipped: true,
  };
  const filter = { form: 'depthwise', kernel, stride, inputs: wide, outputs: wide, clipped: true } as const;
  return {
    expand: expansion === 1 ? null : expand,
    filter: { name: `${at}._depthwise_conv`, norm: `${at}._bn1`, ...filter },
    project: { name: `${at}._project_conv`, norm: `${at}._bn2`, ...dense, inputs: wide, outputs, clipped: false },
    shortcut: stride === 1 && inputs === outputs,
  };
}

/** Every convolution. */
export const networkLayers: readonly NetworkLayer[] = [
  stem,
  ...networkBlocks.flatMap(({ expand, filter, project }) => (expand ? [expand, filter, project] : [filter, project])),
  head,
];
