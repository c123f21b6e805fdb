// What a run will need of this machine, as far as it is known before anything runs. Where it exceeds what there is:
// warnings with their position in the file.
import type { Pipeline } from '../../domain/pipeline.js';
import type { ImageCounts, PlannedStep } from '../../domain/plan/virtual.js';
import { virtualWalk } from '../../domain/plan/virtual.js';
import { diskOf } from '../../planning/disk.js';
import { memoryOf } from '../../planning/memory.js';
import type { DiskEstimate, MemoryEstimate } from '../../planning/types.js';
import { estimateWarnings, type Machine } from '../../planning/warnings.js';
import { findingsToComplaints, type Complaint } from '../../schemas/complaint.js';
import type { Layer } from '../../schemas/merge-layers.js';
import { collector } from '../../schemas/report.js';
import { machineSize } from '../../scripts/machine.mjs';
import { diskSpace } from '../../store/index.js';
import { defaultSlots } from '../../worker/slots.js';
import { countImages } from './images.js';

export interface Estimates {
  readonly memory: readonly MemoryEstimate[];
  readonly disk: DiskEstimate;
  readonly machine: Machine;
  readonly warnings: readonly Complaint[];
}

/** A pipeline, and the contents of its files. */
export interface WrittenPipeline {
  readonly pipeline: Pipeline;
  readonly written: Layer;
}

/** Trainers side by side: as asked, as the pipeline says, or as many as the machine allows. */
export const slotsOf = ({ resources }: Pipeline, asked: number | null): number =>
  asked ?? resources.slots ?? defaultSlots();

/** Estimates of a walk. */
export async function estimatesOf(
  { pipeline, written }: WrittenPipeline,
  images: ImageCounts,
  planned: readonly PlannedStep[],
  stateFolder: string,
  slots: number,
): Promise<Estimates> {
  const memory = memoryOf(planned, images, pipeline.dataset.size);
  const disk = diskOf(pipeline, images, planned);
  const { memoryBytes, memoryLimit } = machineSize();
  const machine = { memoryBytes, memoryLimit, freeBytes: (await diskSpace(stateFolder)).freeBytes };
  const collected = collector(written.value, written.positions, []);
  for (const { code, origins, ...words } of estimateWarnings(pipeline, memory, disk, machine, slots))
    collected.report(code, origins, { ...words, severity: 'warning' });
  return { memory, disk, machine, warnings: findingsToComplaints(collected.findings, [], written.value).shown };
}

/** Only the warnings, for a command that is about to start. */
export async function estimateComplaints(loaded: WrittenPipeline, stateFolder: string): Promise<readonly Complaint[]> {
  const images = await countImages(loaded.pipeline, undefined);
  const planned = await virtualWalk(loaded.pipeline, images);
  return (await estimatesOf(loaded, images, planned, stateFolder, slotsOf(loaded.pipeline, null))).warnings;
}
