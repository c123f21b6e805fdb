// The simple discriminator of the paper's GD2 row: five strided convolutions; only its linear layer has spectral
// normalisation.
import type { Value } from '../ir/graph.js';
import { biasAdd, leakyRelu, matMul, sum } from '../ir/operations.js';
import { simpleConvolutions } from './declarations.js';
import { convolveHalving, normalise, plainWeight, spectralWeight } from './layers.js';
import type { Scope } from './scope.js';

/** Images [n, h, w, 3] in [−1, 1] to logits [n, 1]. */
export function discriminateSimply(scope: Scope, images: Value): Value {
  const features = simpleConvolutions.reduce((x, { normalised }, i) => {
    const layer = `conv${i + 1}`;
    const y = biasAdd(convolveHalving(x, plainWeight(scope, layer), 1), scope.parameter(`${layer}.bias`));
    return normalised ? leakyRelu(normalise(scope, `norm${i + 1}`, y), 0.2) : y;
  }, images);
  return matMul(sum(features, [1, 2]), spectralWeight(scope, 'l4'));
}
