// What workers and commands give to Temporal's SDK, so that everything between them is sealed.
import type { DataConverter } from '@temporalio/common';
import type { WorkerOptions } from '@temporalio/worker';
import { failureConverterFile } from '../workflow-bundle.js';
import { sealedActivities } from './sealed-activities.js';
import { sealingCodec } from './payload-codec.js';
import type { KeyRing } from './key-ring.js';

/** For a client. */
export function sealedConverter(keys: KeyRing): DataConverter {
  return { failureConverterPath: failureConverterFile, payloadCodecs: [sealingCodec(keys)] };
}

/** For a worker. */
export function sealedWorker(keys: KeyRing): Pick<WorkerOptions, 'dataConverter' | 'interceptors'> {
  return {
    dataConverter: sealedConverter(keys),
    interceptors: { activity: [() => ({ inbound: sealedActivities })] },
  };
}
