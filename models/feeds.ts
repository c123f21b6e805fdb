// Feeds a program's inputs from networks: weights are read from their variables, buffers are passed as they are.
import { release, type Handle } from './device.js';
import type { DeviceNetwork } from './network.js';

export interface Feeds {
  feed(name: string): Handle;
  /** Releases what was read; call it when the program has run. */
  dispose(): void;
}

/**
 * Inputs named `<prefix>/weights/NAME` and `<prefix>/buffers/NAME` come from `networks[prefix]`, the others from
 * `tensors`.
 */
export function feedNetworks(
  networks: Readonly<Record<string, DeviceNetwork>>,
  tensors: Readonly<Record<string, Handle>>,
): Feeds {
  const read: Handle[] = [];
  const feed = (input: string): Handle => {
    const [prefix, kind, ...rest] = input.split('/') as [string, string?, ...string[]];
    if (kind === undefined) return tensors[input]!;
    const network = networks[prefix]!;
    const name = rest.join('/');
    if (kind === 'buffers') return network.buffer(name);
    const value = network.parameters.get(name)!.weight.read();
    read.push(value);
    return value;
  };
  return {
    feed,
    dispose: () => {
      for (const handle of read) release(handle);
    },
  };
}
