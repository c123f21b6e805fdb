// Resource variables, which Adam updates in place. Reading shares memory; writing to a shared one copies first, so
// copies of networks are cheap.
import { download, execute, nativeAttributes, release, upload, type Handle } from './device.js';
import type { Shape } from './ir/graph.js';

/** TensorFlow's name for variables that live as long as their handle. */
const anonymous = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';
const dtype = { dtype: { kind: 'type', value: 'float' } } as const;

export class Variable {
  private constructor(
    readonly handle: Handle,
    readonly shape: Shape,
  ) {}

  /** A variable with a copy of this data. */
  static fromData(shape: Shape, data: Float32Array): Variable {
    const initial = uploadFloats(shape, data);
    const variable = Variable.fromTensor(shape, initial);
    release(initial);
    return variable;
  }

  /** A variable with this tensor's value; the caller keeps the tensor. */
  static fromTensor(shape: Shape, tensor: Handle): Variable {
    const [handle] = execute('VarHandleOp', handleAttributes(shape), [], 1);
    const variable = new Variable(handle!, shape);
    variable.assign(tensor);
    return variable;
  }

  assign(tensor: Handle): void {
    execute('AssignVariableOp', floatAttributes(), [this.handle, tensor], 0);
  }

  /** The current value, as a tensor that the caller releases before the next update (which would otherwise copy). */
  read(): Handle {
    return execute('ReadVariableOp', floatAttributes(), [this.handle], 1)[0]!;
  }

  copy(): Variable {
    const value = this.read();
    const variable = Variable.fromTensor(this.shape, value);
    release(value);
    return variable;
  }

  download(): Float32Array {
    const value = this.read();
    const data = downloadFloats(value);
    release(value);
    return data;
  }

  dispose(): void {
    release(this.handle);
  }
}

/** Floats on the device; the caller may write to the array afterwards. */
export const uploadFloats = (shape: Shape, data: Float32Array): Handle => upload('float', shape, data.slice());

export const downloadFloats = (tensor: Handle): Float32Array => download(tensor) as Float32Array;

let forFloats: ReturnType<typeof nativeAttributes> | undefined;
const floatAttributes = (): ReturnType<typeof nativeAttributes> => (forFloats ??= nativeAttributes(dtype));

const handleAttributes = (shape: Shape): ReturnType<typeof nativeAttributes> =>
  nativeAttributes({
    ...dtype,
    shape: { kind: 'shape', value: shape },
    container: { kind: 'string', value: '' },
    shared_name: { kind: 'string', value: anonymous },
  });
