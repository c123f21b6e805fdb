// What the activities of one worker share: what they are made of, what their trainers are, and what was repaired and
// certified lately.
import { Budgets } from './budgets.js';
import { Certificates } from './certificates.js';
import type { ActivityDeps } from './deps.js';
import { Repairs } from './repairs.js';
import { RuntimeRegistry } from './runtime.js';

export interface Tools extends ActivityDeps {
  readonly runtime: RuntimeRegistry;
  readonly repairs: Repairs;
  readonly certificates: Certificates;
  readonly budgets: Budgets;
}

export function createTools(deps: ActivityDeps): Tools {
  const runtime = new RuntimeRegistry(deps.store, deps.pool);
  const budgets = new Budgets(deps.store);
  return {
    ...deps,
    runtime,
    repairs: new Repairs(deps, runtime),
    certificates: new Certificates(deps, runtime),
    budgets,
  };
}
