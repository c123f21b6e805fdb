// The weights by our own names and in our layouts, for everything that reads safetensors.
import type { Port } from '../port.js';

export const weightsPort: Port = {
  title: 'Weights of both networks by the names of eagan (NHWC, HWIO)',
  use: 'any reader of safetensors',
  write: (winner, writeTensors) =>
    new Map(
      (['generator', 'discriminator'] as const).map((network) => [
        `weights/${network}.safetensors`,
        writeTensors(winner[network].tensors, { layout: 'NHWC, HWIO' }),
      ]),
    ),
};
