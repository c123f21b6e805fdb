// Linear algebra in double by TensorFlow's kernels. TensorFlow.js has no doubles: their bits pass as pairs of int32.
import { nativeBinding, type NativeAttribute } from '../models/backend.js';
import { download, execute, release, upload, type Handle } from '../models/device.js';

/** TensorFlow's number for double, which TensorFlow.js does not name. */
const doubleType = 2;

/** A row-major matrix of doubles. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** The same on the device, until the `inDoubles` that made it ends. */
export interface DeviceMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly handle: Handle;
}

/** Runs a computation, then frees what it put on the device. Do not write to an uploaded array inside it. */
export function inDoubles<T>(compute: (doubles: Doubles) => T): T {
  const handles: Handle[] = [];
  try {
    return compute(new Doubles(handles));
  } finally {
    handles.forEach(release);
  }
}

export class Doubles {
  constructor(private readonly handles: Handle[]) {}

  upload({ rows, columns, data }: Matrix): DeviceMatrix {
    const pairs = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
    const handle = this.keep(upload('int32', [rows, columns, 2], pairs));
    return { rows, columns, handle: this.bitcast(handle, nativeBinding().TF_INT32, doubleType) };
  }

  download({ rows, columns, handle }: DeviceMatrix): Matrix {
    return { rows, columns, data: this.read(handle) };
  }

  /** left × right; `transpose`: leftᵀ × right or left × rightᵀ. */
  multiply(left: DeviceMatrix, right: DeviceMatrix, transpose?: 'left' | 'right'): DeviceMatrix {
    const flags = [flag('transpose_a', transpose === 'left'), flag('transpose_b', transpose === 'right')];
    const [handle] = this.run('MatMul', [...flags, typeOf('T', doubleType)], [left, right], 1);
    const rows = transpose === 'left' ? left.columns : left.rows;
    return { rows, columns: transpose === 'right' ? right.rows : right.columns, handle: handle! };
  }

  /**
   * Eigenvalues of a symmetric matrix in ascending order; five times faster than with the vectors. Only the lower
   * triangle is read.
   */
  eigenvalues(matrix: DeviceMatrix): Float64Array {
    return this.read(this.decompose(matrix, false)[0]!);
  }

  /** Eigenvalues in ascending order and, as columns, the vectors that belong to them. */
  eigen(matrix: DeviceMatrix): { readonly values: Float64Array; readonly vectors: Matrix } {
    const [values, vectors] = this.decompose(matrix, true);
    return { values: this.read(values!), vectors: this.download({ ...matrix, handle: vectors! }) };
  }

  private decompose(matrix: DeviceMatrix, vectors: boolean): Handle[] {
    return this.run('SelfAdjointEigV2', [flag('compute_v', vectors), typeOf('T', doubleType)], [matrix], 2);
  }

  private run(kernel: string, attributes: NativeAttribute[], inputs: DeviceMatrix[], outputs: number): Handle[] {
    const results = execute(
      kernel,
      attributes,
      inputs.map(({ handle }) => handle),
      outputs,
    );
    return results.map((handle) => this.keep(handle));
  }

  private read(handle: Handle): Float64Array {
    const pairs = download(this.bitcast(handle, doubleType, nativeBinding().TF_INT32));
    return new Float64Array(pairs.buffer, pairs.byteOffset, pairs.length / 2);
  }

  private bitcast(handle: Handle, from: number, to: number): Handle {
    return this.keep(execute('Bitcast', [typeOf('T', from), typeOf('type', to)], [handle], 1)[0]!);
  }

  private keep(handle: Handle): Handle {
    this.handles.push(handle);
    return handle;
  }
}

const flag = (name: string, value: boolean): NativeAttribute => ({ name, type: nativeBinding().TF_ATTR_BOOL, value });
const typeOf = (name: string, value: number): NativeAttribute => ({ name, type: nativeBinding().TF_ATTR_TYPE, value });
