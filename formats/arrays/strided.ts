// Numbers that lie apart: the strides of an array say how many elements away the next index is.

export interface StridedLayout {
  readonly itemBytes: number;
  readonly shape: readonly number[];
  /** In elements, one for each dimension. */
  readonly strides: readonly number[];
  /** Of the first element, in elements. */
  readonly offset: number;
}

/** How many elements an array of this shape has. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Strides of an array whose last index varies fastest. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The elements in the order of rows, close together. The layout must lie within the bytes. */
export function gatherStrided(bytes: Uint8Array, layout: StridedLayout): Uint8Array {
  const { itemBytes, shape, strides, offset } = layout;
  const count = elementCount(shape);
  const gathered = new Uint8Array(count * itemBytes);
  const index = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let to = 0; to < count; to++) {
    const [source, target] = [from * itemBytes, to * itemBytes];
    for (let i = 0; i < itemBytes; i++) gathered[target + i] = bytes[source + i]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= index[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return gathered;
}
