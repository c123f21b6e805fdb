// A process with a pool, like a worker. It runs the task in its argument until a test kills it.
import { createPool } from '../../../trainer/pool.js';
import type { TrainerTask } from '../../../trainer/types.js';
import { poolOptions, runOptions } from './tasks.js';

const task = JSON.parse(process.argv[2]!) as TrainerTask;
await createPool(poolOptions()).run(task, runOptions({ onProgress: () => console.log('begun') }));
