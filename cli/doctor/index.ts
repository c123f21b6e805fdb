// The doctor: every check of what a run needs, in parallel, and whether a run could start.
import { examineAll, type Check, type NamedCheckResult, type DoctorSubject } from './check.js';
import { cores, disk, fileSystem, memory, store } from './machine.js';
import { temporalServer, workflows } from './server.js';
import { ifTrusted, pathTools, program, sockets, cacheTrust, stateFolderTrust } from './trust.js';
import { pretrained } from './pretrained.js';
import { examineTrainer, node, packages, temporalCliCheck } from './toolchain.js';

export interface Diagnosis {
  /** Whether a run could start: nothing has failed. */
  readonly ready: boolean;
  readonly checks: readonly NamedCheckResult[];
}

/** Examines the machine; starts one trainer child for some seconds, changes nothing. */
export async function diagnose(patient: DoctorSubject): Promise<Diagnosis> {
  const trainer = examineTrainer();
  const tensorflow: Check = { name: 'TensorFlow', examine: async () => (await trainer).tensorflow };
  const runtime: Check = { name: 'Runtime', examine: async () => (await trainer).runtime };
  const trust = [stateFolderTrust, sockets, cacheTrust, program, pathTools];
  const toolchain = [node, packages, tensorflow, runtime, temporalCliCheck, pretrained];
  const inFolder = [temporalServer, workflows, store].map(ifTrusted);
  const checks = await examineAll([...toolchain, ...inFolder, ...trust, fileSystem, disk, cores, memory], patient);
  return { ready: checks.every(({ status }) => status !== 'failed'), checks };
}
