// Linear algebra in double by TensorFlow's kernels. TensorFlow.js has no doubles: bits go in and come out as pairs of int32.
import { nativeBinding, type NativeAttribute } from '../models/backend.js';

/** TensorFlow's number for double, which TensorFlow.js does not name. */
const doubleType = 2;

/** A row-major matrix of doubles. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Eigenvalues in ascending order and, as columns, the vectors that belong to them. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** left × right; `transposeLeft`: leftᵀ × right. */
export function multiply(left: Matrix, right: Matrix, transposeLeft = false): Matrix {
  const binding = nativeBinding();
  const flag = (name: string, value: boolean): NativeAttribute => ({ name, type: binding.TF_ATTR_BOOL, value });
  const attributes = [flag('transpose_a', transposeLeft), flag('transpose_b', false), typeOf('T', doubleType)];
  const [data] = run('MatMul', attributes, [left, right], 1);
  return { rows: transposeLeft ? left.columns : left.rows, columns: right.columns, data: data! };
}

/** Decomposition of a symmetric matrix; only its lower triangle is read. */
export function symmetricEigen(matrix: Matrix): Eigen {
  const binding = nativeBinding();
  const attributes = [{ name: 'compute_v', type: binding.TF_ATTR_BOOL, value: true }, typeOf('T', doubleType)];
  const [values, vectors] = run('SelfAdjointEigV2', attributes, [matrix], 2);
  return { values: values!, vectors: { ...matrix, data: vectors! } };
}

/** Runs one kernel on matrices and gives its outputs' numbers; leaves no tensor behind. */
function run(kernel: string, attributes: NativeAttribute[], inputs: Matrix[], outputs: number): Float64Array[] {
  const binding = nativeBinding();
  const handles: number[] = [];
  const keep = (handle: number): number => (handles.push(handle), handle);
  try {
    const ids = inputs.map((matrix) => toDevice(matrix, keep));
    const results = binding.executeOp(kernel, attributes, ids, outputs);
    results.forEach(({ id }) => keep(id));
    return results.map(({ id }) => fromDevice(id, keep));
  } finally {
    handles.forEach((handle) => binding.deleteTensor(handle));
  }
}

function toDevice({ rows, columns, data }: Matrix, keep: (handle: number) => number): number {
  const binding = nativeBinding();
  const pairs = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  return bitcast(
    keep(binding.createTensor([rows, columns, 2], binding.TF_INT32, pairs)),
    binding.TF_INT32,
    doubleType,
    keep,
  );
}

function fromDevice(handle: number, keep: (handle: number) => number): Float64Array {
  const binding = nativeBinding();
  const pairs = binding.tensorDataSync(bitcast(handle, doubleType, binding.TF_INT32, keep)).slice();
  return new Float64Array(pairs.buffer, pairs.byteOffset, pairs.length / 2);
}

function bitcast(handle: number, from: number, to: number, keep: (handle: number) => number): number {
  const [result] = nativeBinding().executeOp('Bitcast', [typeOf('T', from), typeOf('type', to)], [handle], 1);
  return keep(result!.id);
}

const typeOf = (name: string, value: number): NativeAttribute => ({
  name,
  type: nativeBinding().TF_ATTR_TYPE,
  value,
});
