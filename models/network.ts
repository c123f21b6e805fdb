// A network on the device: weights and moments as variables, step counts, buffers; made, copied, cut and turned into
// tensors and back.
import { assertLegalGenotype } from '../domain/search/genotype.js';
import type { Genotype } from '../domain/pipeline.js';
import type { TensorData, Tensors } from '../store/types.js';
import { duplicate, release, type Handle } from './device.js';
import { downloadFloats, uploadFloats, Variable } from './variables.js';
import { startingTensor } from './initialise.js';
import { declarations, type Declaration } from './networks/declarations.js';
import { assertNetworkSpec } from './networks/forward.js';
import type { Network, NetworkSpec } from './types.js';

/** A weight with its Adam state; the moments exist from its first step on. */
export interface Parameter {
  readonly weight: Variable;
  moments: readonly [first: Variable, second: Variable] | null;
  steps: number;
}

/** The device side of a `Network`. */
export class DeviceNetwork implements Network {
  constructor(
    readonly spec: NetworkSpec,
    readonly parameters: ReadonlyMap<string, Parameter>,
    private readonly buffers: Map<string, Handle>,
  ) {}

  buffer(name: string): Handle {
    return this.buffers.get(name)!;
  }

  bufferNames(): readonly string[] {
    return [...this.buffers.keys()];
  }

  /** Takes over `handle` as the buffer's new value. */
  setBuffer(name: string, handle: Handle): void {
    release(this.buffers.get(name)!);
    this.buffers.set(name, handle);
  }

  dispose(): void {
    for (const { weight, moments } of this.parameters.values())
      for (const variable of [weight, ...(moments ?? [])]) variable.dispose();
    for (const handle of this.buffers.values()) release(handle);
    this.buffers.clear();
  }
}

/** The device side of a network that this program made. */
export function deviceNetwork(network: Network): DeviceNetwork {
  if (!(network instanceof DeviceNetwork)) throw new TypeError('the network must be one of models/network.ts');
  return network;
}

/** A fresh network. Each tensor draws from the stream `<name>/<its name>` under `seed`.
 * @throws EaganError EAGAN_GENOTYPE_ILLEGAL */
export function createNetwork(spec: NetworkSpec, seed: number, name: string): Network {
  return build(spec, (declaration) => ({
    data: startingTensor(declaration, seed, `${name}/${declaration.name}`),
    moments: null,
    steps: 0,
  }));
}

/**
 * A network from `networkToTensors`' names. Only a parameter that has made no step has no moments. Other tensors are
 * ignored.
 * @throws Error if a tensor is missing or has another shape
 */
export function networkFromTensors(spec: NetworkSpec, tensors: Tensors): Network {
  return build(spec, (declaration) => {
    const kind = declaration.role === 'parameter' ? 'weights' : 'buffers';
    const data = floatsOf(tensors, `${kind}/${declaration.name}`, declaration);
    if (declaration.role === 'buffer') return { data, moments: null, steps: 0 };
    const steps = tensorOf(tensors, `steps/${declaration.name}`, []).data[0]!;
    const moment = (order: 1 | 2): Float32Array =>
      floatsOf(tensors, `moments${order}/${declaration.name}`, declaration);
    return { data, moments: steps > 0 ? [moment(1), moment(2)] : null, steps };
  });
}

/**
 * `weights/NAME`, `buffers/NAME`, `steps/NAME` (int32 scalar), and for parameters that have made a step
 * `moments1/NAME`, `moments2/NAME`. Layout as on the device: NHWC, HWIO.
 */
export function networkToTensors(network: Network): Map<string, TensorData> {
  const device = deviceNetwork(network);
  const tensors = new Map<string, TensorData>();
  for (const { name, shape, role } of declarations(network.spec)) {
    if (role === 'buffer') tensors.set(`buffers/${name}`, { shape, data: downloadFloats(device.buffer(name)) });
    else for (const [key, tensor] of parameterTensors(name, device.parameters.get(name)!)) tensors.set(key, tensor);
  }
  return tensors;
}

/** The names of what makes images: `weights/NAME` and `buffers/NAME`. */
export const declaredTensors = (spec: NetworkSpec): string[] =>
  declarations(spec).map(({ name, role }) => `${role === 'parameter' ? 'weights' : 'buffers'}/${name}`);

/** How many tensors `networkToTensors` gives. */
export function tensorTotal(network: Network): number {
  const device = deviceNetwork(network);
  const perParameter = [...device.parameters.values()].map(({ moments }): number => (moments ? 4 : 2));
  return perParameter.reduce((sum, count) => sum + count, device.bufferNames().length);
}

function parameterTensors(name: string, { weight, moments, steps }: Parameter): [string, TensorData][] {
  const tensor = (variable: Variable): TensorData => ({ shape: variable.shape, data: variable.download() });
  return [
    [`weights/${name}`, tensor(weight)],
    [`steps/${name}`, { shape: [], data: Int32Array.of(steps) }],
    ...(moments ?? []).map((moment, i): [string, TensorData] => [`moments${i + 1}/${name}`, tensor(moment)]),
  ];
}

/** A separate equal network: weights, moments, step counts, buffers. */
export function copyNetwork(network: Network): Network {
  const device = deviceNetwork(network);
  return copied(device, network.spec, ({ weight, moments, steps }) => ({
    weight: weight.copy(),
    moments: moments && [moments[0].copy(), moments[1].copy()],
    steps,
  }));
}

/** The standalone network of a genotype with the supernet's weights and buffers; moments and steps start at 0.
 * @throws EaganError EAGAN_GENOTYPE_ILLEGAL */
export function cutStandalone(supernet: Network, genotype: Genotype): Network {
  const { spec } = supernet;
  if (spec.form !== 'supernet') throw new TypeError(`only a supernet can be cut (got the form ${spec.form})`);
  assertLegalGenotype(spec.network, genotype);
  const fresh = ({ weight }: Parameter): Parameter => ({ weight: weight.copy(), moments: null, steps: 0 });
  return copied(deviceNetwork(supernet), { ...spec, form: 'standalone', genotype }, fresh);
}

/** What `spec` declares, taken from a network that has all of it. */
function copied(source: DeviceNetwork, spec: NetworkSpec, copy: (parameter: Parameter) => Parameter): Network {
  const parameters = new Map<string, Parameter>();
  const buffers = new Map<string, Handle>();
  for (const { name, role } of declarations(spec)) {
    if (role === 'parameter') parameters.set(name, copy(source.parameters.get(name)!));
    else buffers.set(name, duplicate(source.buffer(name)));
  }
  return new DeviceNetwork(spec, parameters, buffers);
}

interface InitialTensor {
  readonly data: Float32Array;
  readonly moments: readonly [Float32Array, Float32Array] | null;
  readonly steps: number;
}

function build(spec: NetworkSpec, initial: (declaration: Declaration) => InitialTensor): Network {
  assertNetworkSpec(spec);
  const parameters = new Map<string, Parameter>();
  const buffers = new Map<string, Handle>();
  for (const declaration of declarations(spec)) {
    const { name, shape, role } = declaration;
    const { data, moments, steps } = initial(declaration);
    const variable = (values: Float32Array): Variable => Variable.fromData(shape, values);
    if (role === 'buffer') buffers.set(name, uploadFloats(shape, data));
    else
      parameters.set(name, {
        weight: variable(data),
        moments: moments && [variable(moments[0]), variable(moments[1])],
        steps,
      });
  }
  return new DeviceNetwork(spec, parameters, buffers);
}

const floatsOf = (tensors: Tensors, name: string, { shape }: Declaration): Float32Array =>
  tensorOf(tensors, name, shape).data as Float32Array;

function tensorOf(tensors: Tensors, name: string, shape: readonly number[]): TensorData {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`the tensor ${name} must be there (got ${tensors.size} others)`);
  if (`${tensor.shape}` !== `${shape}`)
    throw new Error(`the tensor ${name} must have shape [${shape}] (got [${tensor.shape}])`);
  return tensor;
}
