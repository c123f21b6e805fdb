// Loads a TensorFlow addon in a process of its own, which may crash without harm, and prints its facts as one line of
// JSON.
import { createRequire } from 'node:module';

const binding = createRequire(import.meta.url)(/** @type {string} */ (process.argv[2]));
process.stdout.write(JSON.stringify({ version: binding.TF_Version, gpu: binding.isUsingGpuDevice() }) + '\n');
