// What a port is: the files that let another program use a winner, and how it is done.
import type { NetworkSpec } from '../models/types.js';
import type { TensorData, Tensors } from '../store/types.js';

type GeneratorSpec = Extract<NetworkSpec, { network: 'generator'; form: 'standalone' }>;
type DiscriminatorSpec = Extract<NetworkSpec, { network: 'discriminator'; form: 'standalone' | 'simple' }>;

/** A network without TensorFlow. `tensors`: `weights/NAME` and `buffers/NAME`, in our layouts (NHWC, HWIO). */
interface WrittenNetwork<Spec extends NetworkSpec> {
  readonly spec: Spec;
  readonly tensors: Tensors;
}

/** The pair that a run exported; the generator has its averaged weights. */
export interface Winner {
  readonly generator: WrittenNetwork<GeneratorSpec>;
  readonly discriminator: WrittenNetwork<DiscriminatorSpec>;
}

/** How a port writes safetensors; the store has the format. */
type WriteTensors = (tensors: ReadonlyMap<string, TensorData>, metadata: Readonly<Record<string, string>>) => Uint8Array; // prettier-ignore

/** Files by their path in the folder of the winner, with `/`. Equal winners give equal bytes. */
type PortFiles = ReadonlyMap<string, Uint8Array>;

export interface Port {
  /** What it is for. */
  readonly title: string;
  /** How it is used, as Markdown; paths are seen from the folder of the winner. */
  readonly use: string;
  write(winner: Winner, writeTensors: WriteTensors): PortFiles;
}
