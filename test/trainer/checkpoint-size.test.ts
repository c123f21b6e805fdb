// Plans state the exact size of the checkpoints that trainers write, for real states.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinGenotypes } from '../../domain/search/builtin-genotypes.js';
import { openStageStep, stageContext } from '../../domain/plan/index.js';
import { createNetwork } from '../../models/index.js';
import { openedState } from '../../planning/states.js';
import { stageSpecs } from '../../planning/step-networks.js';
import { checkpointObjects } from '../../store/checkpoints.js';
import { openStore } from '../../store/index.js';
import { saveStage } from '../../trainer/state/stage-state.js';
import { pipelineOf } from '../support/pipelines.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const prepared = { dataset: 'd', extractor: 'e', reference: 'r', trainImages: 4000, heldOutImages: 1000 };
const { architecture } = builtinGenotypes.autogan;

for (const set of ['networks.generator.channels=8', 'networks.generator.channels=48', 'dataset.size=64']) {
  test(`an opened stage takes as many bytes as planned: ${set}`, async () => {
    const pipeline = pipelineOf('quickstart.yaml', [set]);
    const step = openStageStep(stageContext(pipeline, 'generator', prepared, []));
    const { sizes } = step.parameters;
    const specs = stageSpecs({ search: 'generator', sizes, opponent: architecture });
    const networks = [
      createNetwork(specs.searched, 1, 'searched'),
      createNetwork(specs.opponent, 1, 'opponent'),
    ] as const;
    const { objects, checkpoints } = await openStore(temporaryFolder());
    const digest = await saveStage(
      { kind: 'stage', iteration: 1000, searched: networks[0], opponents: [networks[1]] },
      checkpoints,
    );
    for (const network of networks) network.dispose();
    const written = await Promise.all((await checkpointObjects(objects, digest)).map((one) => objects.get(one)));
    const planned = openedState(step);
    assert.deepEqual(
      [...planned.objects.values()].sort((a, b) => a - b),
      written.map(({ length }) => length).sort((a, b) => a - b),
    );
  });
}
