// The sizes and constant matrices of a convolution by Winograd. Pure.
import { toomCook } from './toom-cook.js';

/** `dilated`: dilation 2. `halving`: stride 2. `pooled`: followed by 2×2 average pooling. */
export type WinogradForm = 'plain' | 'dilated' | 'halving' | 'pooled';

/** Both dimensions of the images are equal. */
export interface WinogradPlan {
  readonly size: number;
  readonly resultSize: number;
  /** Results of a tile in each direction. */
  readonly outputs: number;
  /** Transformed values of a tile in each direction. */
  readonly tile: number;
  /** 2 if dilated: every second pixel is an image of its own. */
  readonly interleaved: number;
  /** Tiles in each direction of each such image. */
  readonly tiles: number;
  /** 2 if the size is halved: two neighbouring pixels count as channels of one. */
  readonly folded: number;
  /** The width of the convolution that runs. */
  readonly taps: number;
  /** [tile · tiles · folded, size / interleaved] */
  readonly image: readonly number[];
  /** [tile · tile · folded · folded, kernel · kernel] */
  readonly weight: readonly number[];
  /** [outputs · outputs, tile · tile] */
  readonly result: readonly number[];
}

const plans = new Map<string, WinogradPlan>();

/** The plan of a k×k convolution of images of this size; the same object at each call. */
export function winogradPlan(kernel: number, form: WinogradForm, size: number): WinogradPlan {
  const key = `${kernel} ${form} ${size}`;
  let plan = plans.get(key);
  if (plan === undefined) plans.set(key, (plan = makePlan(kernel, form, size)));
  return plan;
}

const outputs = 4;

function makePlan(kernel: number, form: WinogradForm, size: number): WinogradPlan {
  const folded = form === 'halving' || form === 'pooled' ? 2 : 1;
  const interleaved = form === 'dilated' ? 2 : 1;
  const tapWeights = spread(kernel, form);
  const taps = tapWeights.length;
  const { input, weight, output } = toomCook(outputs, taps / folded);
  const resultSize = size / folded;
  const tiles = Math.ceil(resultSize / interleaved / outputs);
  const padding = (kernel - 1) / 2;
  const image = indices(input.length, tiles, folded).flatMap(([p, t, pixel]) => {
    const row = new Array<number>(size / interleaved).fill(0);
    input[p!]!.forEach((factor, j) => {
      const source = folded * (outputs * t! + j) + pixel! - padding;
      if (source >= 0 && source < row.length) row[source] = factor;
    });
    return row;
  });
  const folds = weight.map((factors) =>
    indices(folded).map(([pixel]) =>
      indices(kernel).map(([i]) =>
        factors.reduce((sum, factor, j) => sum + factor * tapWeights[folded * j + pixel!]![i!]!, 0),
      ),
    ),
  );
  const tile = input.length;
  return {
    ...{ size, resultSize, outputs, tile, interleaved, tiles, folded, taps, image },
    weight: indices(tile, tile, folded, folded).flatMap(([p, q, i, j]) => outer(folds[p!]![i!]!, folds[q!]![j!]!)),
    result: indices(outputs, outputs).flatMap(([i, j]) => outer(output[i!]!, output[j!]!)),
  };
}

/**
 * How the taps of the convolution that runs follow from the kernel's. They are equal; or with `halving` filled up by 0
 * to an even number; or with `pooled` the mean of the kernel and the kernel one pixel on. [taps][kernel]
 */
function spread(kernel: number, form: WinogradForm): number[][] {
  const width = form === 'halving' || form === 'pooled' ? kernel + 1 : kernel;
  const shifts = form === 'pooled' ? [0, 1] : [0];
  return indices(width).map(([tap]) =>
    indices(kernel).map(([i]) => (shifts.includes(tap! - i!) ? 1 / shifts.length : 0)),
  );
}

/** All indices of an array of this shape, the last one fastest. */
function indices(...shape: number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, n) => all.flatMap((each) => Array.from({ length: n }, (_, i) => [...each, i])),
    [[]],
  );
}

const outer = (a: readonly number[], b: readonly number[]): number[] => a.flatMap((x) => b.map((y) => x * y));
