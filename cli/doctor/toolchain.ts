// What the set-up provides: Node, npm packages, native TensorFlow with its device and identity, the Temporal CLI.
import { rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { omit } from '../../domain/omit.js';
import { packagesDifference } from '../../scripts/packages.mjs';
import { projectRoot } from '../../scripts/project.mjs';
import { makeTemporaryFolder } from '../../scripts/temporary.mjs';
import { findTemporalCli } from '../../scripts/toolchain.mjs';
import { requirePlatform } from '../../scripts/versions.mjs';
import { createPool } from '../../trainer/pool.js';
import type { RuntimeIdentity } from '../../trainer/types.js';
import { runtimeDigest } from '../../worker/runtime-digest.js';
import type { Check, CheckResult, DoctorSubject } from './check.js';

const setUp = 'Run `npx eagan setup`.';

export const node: Check = {
  name: 'Node',
  examine: async () => {
    requirePlatform();
    const { node: version } = process.versions;
    return { status: 'ok', detail: `${version} at ${process.execPath}`, facts: { version } };
  },
};

export const packages: Check = {
  name: 'Packages',
  examine: async () => {
    const difference = packagesDifference(projectRoot());
    if (difference) return { status: 'failed', detail: difference, cure: 'Run `npm run setup`.' };
    return { status: 'ok', detail: 'node_modules matches package-lock.json' };
  },
};

/** TensorFlow and what decides bits, as a real trainer child reports it. This also proves that a trainer starts. */
export async function examineTrainer(): Promise<{ tensorflow: CheckResult; runtime: CheckResult }> {
  const logFolder = makeTemporaryFolder('eagan-doctor-');
  const pool = createPool({ slots: 1, logFolder });
  try {
    const identity = await pool.identity(1);
    return { tensorflow: judgeTensorFlow(identity), runtime: describeRuntime(identity) };
  } finally {
    await pool.close(1_000);
    await rm(logFolder, { recursive: true, force: true });
  }
}

/** Dilated gradients on a CPU need oneDNN; an existing GPU should be used. */
export function judgeTensorFlow(
  { tensorflow, device, oneDnn }: RuntimeIdentity,
  nvidia: boolean = existsSync('/proc/driver/nvidia/version'),
): CheckResult {
  const facts = { version: tensorflow, device, oneDnn };
  const detail = `${tensorflow} on the ${device.toUpperCase()}, oneDNN ${oneDnn ? 'on' : 'off'}`;
  if (device === 'cpu' && !oneDnn) {
    const cure = 'Unset TF_ENABLE_ONEDNN_OPTS: without oneDNN, a CPU cannot compute gradients of dilated convolutions.';
    return { status: 'failed', detail, cure, facts };
  }
  if (device === 'cpu' && nvidia) {
    const cure =
      'This machine has an NVIDIA GPU that is not used: run `npx eagan setup` and read why its CUDA build does not work.';
    return { status: 'warning', detail, cure, facts };
  }
  return { status: 'ok', detail, facts };
}

/**
 * The fingerprint without threads, as in the names of task queues. Of the instruction sets the row shows only the
 * processor's name.
 */
function describeRuntime(identity: RuntimeIdentity): CheckResult {
  const machine = omit(identity, 'threads');
  const fingerprint = runtimeDigest(identity);
  const processor = machine.hardware.replace(/ (amx|asimd|avx|bf16|f16c|fma|i8mm|sse|sve).*/, '');
  const detail = `${fingerprint.slice(0, 12)} · ${processor} · ${machine.javascript} · numerics ${machine.numericsVersion}`;
  return { status: 'ok', detail, facts: { ...machine, fingerprint } };
}

export const temporalCliCheck: Check = {
  name: 'Temporal CLI',
  examine: async ({ environment }: DoctorSubject) => {
    const { cli, reasons } = await findTemporalCli(environment);
    if (cli) {
      const detail = `server ${cli.serverVersion}, from ${cli.from === 'PATH' ? 'PATH' : 'the cache'}, ${cli.path}`;
      return { status: 'ok', detail, facts: { ...cli } };
    }
    const status = environment.TEMPORAL_ADDRESS ? 'warning' : 'failed';
    return { status, detail: reasons.join('; '), cure: setUp };
  },
};
