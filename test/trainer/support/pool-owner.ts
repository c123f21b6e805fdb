// A process with a pool, as a worker is one: it runs the task of its argument, and is there to be killed.
import { createPool } from '../../../trainer/pool.js';
import type { TrainerTask } from '../../../trainer/types.js';
import { poolOptions, runOptions } from './tasks.js';

const task = JSON.parse(process.argv[2]!) as TrainerTask;
await createPool(poolOptions()).run(task, runOptions({ onProgress: () => console.log('begun') }));
