// One forward of a network in evaluation mode, made once and run as often as needed, to measure its time.
import { download, release } from './device.js';
import { feedNetworks } from './feeds.js';
import { sampleNormal } from './initialise.js';
import { Graph } from './ir/graph.js';
import { deviceNetwork } from './network.js';
import { forward } from './networks/forward.js';
import { Scope } from './networks/scope.js';
import { runnable } from './program-cache.js';
import type { ExecutionMode, Network } from './types.js';

export interface ForwardPass {
  /** Runs it, and waits for its result. */
  run(): Float32Array;
  /** Releases the program and its inputs; the caller keeps the network. */
  dispose(): void;
}

/**
 * The forward of a standalone network on one random image, or one latent. Weights are read once: the network must not
 * change meanwhile.
 */
export function forwardPass(network: Network, imageSize: number, execution: ExecutionMode): ForwardPass {
  const { spec } = network;
  const shape = spec.network === 'generator' ? [1, spec.latent] : [1, imageSize, imageSize, 3];
  const graph = new Graph();
  const scope = new Scope(graph, 'network', spec, { mode: 'evaluation' });
  const output = forward(scope, spec, null, graph.input('input', shape));
  const program = runnable(new Map([['output', output]]), execution);
  const input = sampleNormal(shape, 1, 'forward-pass/input');
  const feeds = feedNetworks({ network: deviceNetwork(network) }, { input });
  const fed = new Map<string, number>();
  const feed = (name: string): number => {
    if (!fed.has(name)) fed.set(name, feeds.feed(name));
    return fed.get(name)!;
  };
  return {
    run: () => {
      const results = program.run(feed);
      const values = download(results.get('output')) as Float32Array;
      results.dispose();
      return values;
    },
    dispose: () => {
      feeds.dispose();
      release(input);
      program.dispose();
    },
  };
}
