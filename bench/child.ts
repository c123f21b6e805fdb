// The measured process: takes one measurement's name and parameters, sends the figures, ends.
import { describeError } from '../trainer/describe-error.js';
import { runtimeIdentity } from '../trainer/identity.js';
import { endWithParent } from '../trainer/parent-watch.js';
import { measurements, type MeasurementName } from './measurements.js';
import type { FromChild } from './run-in-child.js';

async function measure(name: MeasurementName, parameters: unknown): Promise<FromChild> {
  try {
    const runtime = runtimeIdentity(Number(process.env.TF_NUM_INTRAOP_THREADS));
    const value = await (measurements[name] as (given: unknown) => unknown)(parameters);
    return { type: 'measured', value, runtime, peakMib: process.resourceUsage().maxRSS / 1024 };
  } catch (error) {
    console.error(error);
    return { type: 'failed', error: describeError(error) };
  }
}

endWithParent();
process.once('message', async ({ name, parameters }: { name: MeasurementName; parameters: unknown }) => {
  process.send!(await measure(name, parameters), () => process.exit(0));
});
