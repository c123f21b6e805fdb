// Reads a golden step: which networks, which sizes, and every tensor that the check will ask for, or what is wrong with
// the file.
import { genotypeProblem } from '../../../domain/search/genotype.js';
import type { Adam, Genotype, NetworkName } from '../../../domain/pipeline.js';
import { declarations, type Declaration } from '../../../models/networks/declarations.js';
import { assertNetworkSpec } from '../../../models/networks/forward.js';
import { publishedName } from '../../../models/published-names.js';
import type { NetworkSpec } from '../../../models/types.js';
import { readSafetensors } from '../../../store/safetensors.js';
import type { TensorData, Tensors } from '../../../store/types.js';
import { MalformedFile } from '../malformed.js';

export const letters = { generator: 'G', discriminator: 'D' } as const satisfies Record<NetworkName, string>;
export const networkNames = ['generator', 'discriminator'] as const satisfies readonly NetworkName[];

export interface StepFile {
  readonly specs: Readonly<Record<NetworkName, NetworkSpec>>;
  readonly batch: number;
  readonly latent: number;
  /** Pixels a side. */
  readonly size: number;
  readonly optimizer: Adam;
  /** By the file's own names; those that the networks need are there, in float32 and in shape. */
  readonly tensors: Tensors;
}

/** One tensor of a network under its published name (without prefix). */
export interface PublishedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: Declaration['role'];
}

/** Everything that a network owns, as a golden file names it. */
export function publishedTensors(spec: NetworkSpec): PublishedTensor[] {
  return declarations(spec).map((declaration) => ({
    name: publishedName(spec, declaration),
    shape: declaration.published?.shape ?? declaration.shape,
    role: declaration.role,
  }));
}

/** @throws MalformedFile, or what `readSafetensors` throws */
export function readStepFile(bytes: Uint8Array): StepFile {
  const { tensors, metadata } = readSafetensors(bytes);
  const settings = readSettings(metadata);
  assertTensors(settings, tensors);
  return { ...settings, tensors };
}

type Settings = Omit<StepFile, 'tensors'>;

function readSettings(metadata: Readonly<Record<string, string>>): Settings {
  const entry = (name: string): unknown => parsed(name, metadata[name]);
  const count = (name: string): number => positive(name, entry(name), true);
  const [latent, bottomWidth] = [count('latent_dim'), count('bottom_width')];
  const generator: NetworkSpec = {
    network: 'generator',
    form: 'standalone',
    genotype: legal('generator', entry('generator')),
    channels: count('gf_dim'),
    latent,
    bottomWidth,
  };
  const discriminator: NetworkSpec = {
    network: 'discriminator',
    form: 'standalone',
    genotype: legal('discriminator', entry('discriminator')),
    channels: count('df_dim'),
  };
  assertNetworkSpec(generator);
  const optimizer: Adam = {
    kind: 'adam',
    learningRate: positive('lr', entry('lr'), false),
    betas: pairOfBetas(entry('betas')),
  };
  return { specs: { generator, discriminator }, batch: count('batch'), latent, size: bottomWidth * 8, optimizer };
}

function parsed(name: string, text: string | undefined): unknown {
  if (text === undefined) throw new MalformedFile(`the metadata must have ${name}`);
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedFile(`the metadata's ${name} must be JSON (got ${text.slice(0, 40)})`);
  }
}

function positive(name: string, value: unknown, whole: boolean): number {
  if (typeof value === 'number' && value > 0 && (!whole || Number.isInteger(value))) return value;
  throw new MalformedFile(
    `the metadata's ${name} must be a positive ${whole ? 'integer' : 'number'} (got ${String(value)})`,
  );
}

function pairOfBetas(value: unknown): readonly [number, number] {
  const legalBeta = (beta: unknown): boolean => typeof beta === 'number' && beta >= 0 && beta < 1;
  if (Array.isArray(value) && value.length === 2 && value.every(legalBeta)) return value as [number, number];
  throw new MalformedFile(`the metadata's betas must be two numbers from 0 to 1 (got ${JSON.stringify(value)})`);
}

function legal(network: NetworkName, genotype: unknown): Genotype {
  const problem = genotypeProblem(network, genotype);
  if (problem !== null) throw new MalformedFile(`illegal genotype: ${problem}`);
  return genotype as Genotype;
}

function assertTensors({ specs, batch, latent, size }: Settings, tensors: Tensors): void {
  const images = [batch, 3, size, size];
  assertTensor(tensors, 'in.z', [batch, latent]);
  assertTensor(tensors, 'in.z_generator_step', [batch, latent]);
  for (const name of ['in.real', 'eval.images', 'train.fake_images']) assertTensor(tensors, name, images);
  for (const name of ['eval.logits_real', 'train.logits_real', 'train.logits_fake'])
    assertTensor(tensors, name, [batch, 1]);
  for (const name of networkNames) {
    assertTensor(tensors, `loss.${name}`, [1]);
    for (const tensor of publishedTensors(specs[name])) assertOf(tensors, letters[name], tensor);
  }
}

function assertOf(tensors: Tensors, letter: string, { name, shape, role }: PublishedTensor): void {
  for (const when of ['before', 'after']) assertTensor(tensors, `${when}.${letter}.${name}`, shape);
  const gradient = `grad.${letter}.${name}`;
  if (role === 'parameter' && tensors.has(gradient)) assertTensor(tensors, gradient, shape);
}

function assertTensor(tensors: Tensors, name: string, shape: readonly number[]): void {
  const found: TensorData | undefined = tensors.get(name);
  if (found === undefined) throw new MalformedFile(`the file must have the tensor ${name}`);
  if (!(found.data instanceof Float32Array)) throw new MalformedFile(`${name} must be float32`);
  if (`${found.shape}` !== `${shape}`)
    throw new MalformedFile(`${name} must have the shape [${shape.join(', ')}] (got [${found.shape.join(', ')}])`);
}
