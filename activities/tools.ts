// What the activities of one worker share: their dependencies, the door for requests, the identity of their trainers,
// and recent repairs and certificates.
import type { Admission, createAdmission } from './admission.js';
import { Budgets } from './budgets.js';
import { Certificates } from './certificates.js';
import type { ActivityDeps } from './deps.js';
import { Repairs } from './repairs.js';
import { RuntimeRegistry } from './runtime.js';

export interface Tools extends ActivityDeps {
  readonly admission: Admission;
  readonly runtime: RuntimeRegistry;
  readonly repairs: Repairs;
  readonly certificates: Certificates;
  readonly budgets: Budgets;
}

export function createTools(deps: ActivityDeps, admissionBy: typeof createAdmission): Tools {
  const runtime = new RuntimeRegistry(deps.store, deps.pool);
  const budgets = new Budgets(deps.store);
  const repairs = new Repairs(deps, runtime);
  return {
    ...deps,
    admission: admissionBy({ store: deps.store, repairs }),
    runtime,
    repairs,
    certificates: new Certificates(deps, runtime),
    budgets,
  };
}
