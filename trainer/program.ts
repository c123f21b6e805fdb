// The parts of a trainer child: TensorFlow's identity, the task of each step kind, the store.
import { tensorCount } from '../models/index.js';
import { openStore } from '../store/index.js';
import { runtimeIdentity } from './identity.js';
import type { TrainerProgram } from './session.js';
import { taskHandlers } from './tasks/index.js';

/** Loads native TensorFlow. Throws EAGAN_TENSORFLOW_MISSING. */
export function loadProgram(handlers: TrainerProgram['handlers'] = taskHandlers): TrainerProgram {
  const identity = runtimeIdentity(Number(process.env.TF_NUM_INTRAOP_THREADS ?? 1));
  return { identity, handlers, openStore, tensors: tensorCount };
}
