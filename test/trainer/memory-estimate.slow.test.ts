// A plan estimates the peak memory of a real training process, at the remaining published sizes, up to the paper's.
import { sizeOf } from '../../tools/bench/step/sizes.js';
import { testMemoryEstimate } from '../support/memory-estimate.js';

testMemoryEstimate(sizeOf([32, 32], [20, 40]));
testMemoryEstimate(sizeOf([256, 128], [40, 80]));
