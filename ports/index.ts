// The ports of a winner: a row for each. A port touches this table, its folder and its test.
import { onnxPort } from './onnx/index.js';
import type { Port } from './port.js';
import { pytorchPort } from './pytorch/index.js';
import { tfjsPort } from './tfjs/index.js';
import { weightsPort } from './weights/index.js';

export const ports = {
  weights: weightsPort,
  tfjs: tfjsPort,
  pytorch: pytorchPort,
  onnx: onnxPort,
} as const satisfies Record<string, Port>;
