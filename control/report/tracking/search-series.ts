// How far a search came by each generation: best figures so far, device hours, hypervolume.
import { places } from '../../../domain/steps/places.js';
import { runRecords, type RunInStore, type Store } from '../../../store/index.js';
import { compareSearches } from '../../compare/searches.js';
import { readSearch } from '../../why/read-search.js';
import type { SeriesOf, Times } from './series.js';

const hourMs = 3_600_000;

/** Throws what reading the search throws: it takes every record of it. */
export async function addSearch(series: SeriesOf, store: Store, { frozen }: RunInStore, times: Times): Promise<void> {
  const { run, pipeline } = frozen;
  const stages = await readSearch(store, run);
  const records = await runRecords(store, run);
  const closed = new Set(stages.filter(({ winner }) => winner !== null).map(({ id }) => id));
  for (const { stage, runs } of compareSearches([{ name: run, pipeline, records, stages }]).tables)
    for (const { generation, best, deviceMs, hypervolume } of runs[0]!.rows) {
      const at = times.get(places.select(stage, generation));
      for (const [name, value] of Object.entries(best)) series.add(`${stage}/best/${name}`, generation, at, value);
      series.add(`${stage}/deviceHours`, generation, at, deviceMs / hourMs);
      // Its reference point moves until the stage is closed, and with it the values of earlier generations.
      if (closed.has(stage)) series.add(`${stage}/hypervolume`, generation, at, hypervolume);
    }
}
