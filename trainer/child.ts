// The trainer child's entry point: the only process that owns TensorFlow. The pool forks it; nothing else starts it.
import { projectRoot } from '../scripts/project.mjs';
import { requireTrustedAddon } from '../scripts/tensorflow-addon.mjs';
import { requireTrustedTemporary } from '../scripts/temporary.mjs';
import { serveTrainer } from './serve.js';

await serveTrainer(async () => {
  requireTrustedAddon(projectRoot());
  requireTrustedTemporary(); // TensorFlow loads graphs from there
  const { loadProgram } = await import('./program.js');
  return loadProgram();
});
