// The trainer child's entry point: the only process that owns TensorFlow. The pool forks it; nothing else starts it.
import { projectRoot } from '../scripts/project.mjs';
import { requireTrustedAddon } from '../scripts/tensorflow-addon.mjs';
import { serveTrainer } from './serve.js';

await serveTrainer(async () => {
  requireTrustedAddon(projectRoot());
  const { loadProgram } = await import('./program.js');
  return loadProgram();
});
