// The formats of networks, and how each is made ready.
import type { GraphFormat } from '../../../domain/extractor.js';
import { openOnnx } from './onnx.js';
import { openFrozen, openSavedModel } from './tensorflow.js';
import { openTfjs } from './tfjs.js';
import type { OpenNetwork } from './types.js';

export const openNetwork: Readonly<Record<GraphFormat, OpenNetwork>> = {
  frozen: openFrozen,
  savedModel: openSavedModel,
  tfjs: openTfjs,
  onnx: openOnnx,
};
