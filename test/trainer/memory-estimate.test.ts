// A plan estimates the peak memory of a real training process. Other sizes: memory-estimate.slow.test.ts.
import { sizeOf } from '../../tools/bench/step/sizes.js';
import { testMemoryEstimate } from '../support/memory-estimate.js';

for (const channels of [16, 64]) testMemoryEstimate(sizeOf([channels, channels], [20, 40]));
