// Our tensor names and those of the published networks (github marsggbo/EAGAN, 975ff13), for standalone and simple
// networks.
import type { Declaration } from './networks/declarations.js';
import type { NetworkSpec } from './types.js';

/**
 * The published name of one of a network's tensors: `cell1.n0.conv_3x3.weight` is `cell1.c0.ops.0.conv.weight`, or in a
 * discriminator `block2.c0.ops.0.conv.weight_orig`.
 */
export function publishedName(spec: NetworkSpec, { name }: Declaration): string {
  if (spec.form === 'supernet') throw new TypeError('only standalone and simple networks have published names here');
  const dot = name.lastIndexOf('.');
  const [layer, tensor] = [name.slice(0, dot), name.slice(dot + 1)];
  if (spec.form === 'simple') return simpleName(layer, tensor);
  return spec.network === 'generator' ? generatorName(layer, tensor) : discriminatorName(layer, tensor);
}

const normTensors: Readonly<Record<string, string>> = {
  scale: 'weight',
  bias: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

const spectralTensors: Readonly<Record<string, string>> = {
  weight: 'weight_orig',
  bias: 'bias',
  u: 'weight_u',
  v: 'weight_v',
};

function generatorName(layer: string, tensor: string): string {
  if (layer === 'output.norm') return `to_rgb.0.${normTensors[tensor]}`;
  if (layer === 'output.conv') return `to_rgb.2.${tensor}`;
  const [cell, edge, operation] = layer.split('.') as [string, string?, string?];
  if (edge === undefined) return `${cell}.${tensor}`;
  const number = Number(edge.replace(/\D+/, ''));
  if (operation === undefined) return `${cell}.skip_in_ops.${number - 1}.${tensor}`;
  if (edge.startsWith('n')) return `${cell}.c${number}.ops.0.${convolutionName(operation)}.${tensor}`;
  const up = `${cell}.up${number}.ups.0`;
  if (operation !== 'conv_transpose') return `${up}.c.1.${tensor}`;
  return tensor === 'depthwise' ? `${up}.convT.1.weight` : `${up}.convT.2.${tensor}`;
}

function discriminatorName(layer: string, tensor: string): string {
  const name = spectralTensors[tensor];
  const [cell, edge, operation] = layer.split('.') as [string, string?, string?];
  if (operation === undefined) return `${layer.replace('shortcut', 'c_sc')}.${name}`;
  const block = `block${Number(cell.slice('cell'.length)) + 1}`;
  const where = edge!.replace('n', 'c').replace('d', 'down');
  return `${block}.${where}.ops.0.${convolutionName(operation)}.${name}`;
}

const convolutionName = (operation: string): string => (operation.startsWith('dil_') ? 'dilconv' : 'conv');

/** Convolutions 1–5 and their norms inside three `nn.Sequential` blocks: conv, norm, LeakyReLU, conv. */
function simpleName(layer: string, tensor: string): string {
  if (layer === 'l4') return `l4.${spectralTensors[tensor]}`;
  const number = Number(layer.slice('conv'.length)) - 1;
  const place = number % 2 === 0 ? 0 : 3;
  const block = `block${Math.floor(number / 2) + 1}`;
  return layer.startsWith('norm') ? `${block}.1.${normTensors[tensor]}` : `${block}.${place}.${tensor}`;
}

/**
 * The other name that the published classes register a tensor under, as `state_dict` lists it: an operation's
 * convolution is also a part of its `nn.Sequential`, behind a ReLU except in a discriminator's n4. null: there is none.
 */
export function publishedAlias({ network }: Pick<NetworkSpec, 'network'>, name: string): string | null {
  const [, operation, tensor] = /^(.*\.ops\.0)\.(?:dil)?conv\.(\w+)$/.exec(name) ?? [];
  if (operation === undefined) return null;
  const isActivated = network === 'generator' || !operation.includes('.c4.');
  return `${operation}.op.${isActivated ? 1 : 0}.${tensor}`;
}
