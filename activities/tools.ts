// What the activities of one worker share: their dependencies, the identity of their trainers, and recent repairs and
// certificates.
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
