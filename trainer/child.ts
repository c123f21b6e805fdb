// The trainer child's entry point: the only process that owns TensorFlow. The pool forks it; nothing else starts it.
import { serveTrainer } from './serve.js';

await serveTrainer(async () => {
  const { loadProgram } = await import('./program.js');
  return loadProgram();
});
