// A network's tensors as graph inputs, with numbers for them, for tests of single edges and layers.
import type { Graph } from '../../models/ir/graph.js';
import { declarations } from '../../models/networks/declarations.js';
import { Scope, type Mode } from '../../models/networks/scope.js';
import { noise, type FedTensor } from './device-values.js';
import { discriminatorSupernet, generatorSupernet } from './tiny-networks.js';

/** A scope of all tensors of a tiny supernet, and values for them. */
export function tensorScope(
  network: 'generator' | 'discriminator',
  graph: Graph,
  mode: Mode = 'evaluation',
): { scope: Scope; values: Record<string, FedTensor> } {
  const spec = network === 'generator' ? generatorSupernet : discriminatorSupernet;
  const values = declarations(spec).map(({ name, shape, role }, i): [string, FedTensor] => [
    `${network}/${role === 'buffer' ? 'buffers' : 'weights'}/${name}`,
    noise(shape, i),
  ]);
  return {
    scope: new Scope(graph, network, spec, { mode }),
    values: Object.fromEntries(values),
  };
}
