// Builds a step that a workflow orders by names and digests, from the run's frozen pipeline and from the store.
import { pipelineOfToday } from '../domain/earlier-pipeline.js';
import { EaganError } from '../domain/errors.js';
import {
  orderedStep,
  placeOfOrder,
  stageContext,
  stepCircumstances,
  stepRequests,
  type ClosedStage,
  type FinishedStage,
  type StepOrder,
} from '../domain/plan/index.js';
import type { Pipeline } from '../domain/pipeline.js';
import { runRefs } from '../domain/runs/run-state.js';
import type { Step } from '../domain/steps/kinds.js';
import { readPopulation, readWinner, type FrozenRun, type Store } from '../store/index.js';
import { asActivityFailure } from './failures.js';
import { withHeartbeats } from './heartbeats.js';
import type { Tools } from './tools.js';
import type { OrderRequest, StepRequest } from './types.js';
import { withRoom } from './wait-for-room.js';

/** The request for the step itself. Lost objects that the step is built from are made again. */
export async function requestFor<K extends StepOrder['kind']>(
  tools: Tools,
  asked: StepRequest<K> | OrderRequest,
): Promise<StepRequest<K>> {
  return 'order' in asked ? ((await fromOrder(tools, asked)) as StepRequest<K>) : asked; // an order has its step's kind
}

function fromOrder(tools: Tools, asked: OrderRequest): Promise<StepRequest> {
  const { store, repairs } = tools;
  const place = placeOfOrder(asked.order);
  return withHeartbeats(place, async (beats) => {
    try {
      const pipeline = await frozenPipeline(store, asked.run);
      const request = stepRequests(asked, pipeline);
      const patient = { request: { ...asked, circumstances: stepCircumstances(asked, pipeline)(place) }, beats };
      return await withRoom({ store, owner: asked, beats }, () =>
        repairs.mending(patient, async () => request(await build(store, pipeline, asked.order))),
      );
    } catch (error) {
      throw asActivityFailure(error);
    }
  });
}

async function frozenPipeline({ refs }: Store, run: string): Promise<Pipeline> {
  const frozen = await refs.get<FrozenRun>(runRefs.pipeline(run));
  if (frozen) return pipelineOfToday(frozen.value.pipeline);
  throw new EaganError('EAGAN_INTERNAL', `the store must contain the pipeline of run ${run} (got none)`);
}

async function build(store: Store, pipeline: Pipeline, order: StepOrder): Promise<Step> {
  const finished = await Promise.all(order.closed.map((stage) => finishedStage(store, stage)));
  const { population } = await readPopulation(store.objects, { population: order.population });
  return orderedStep(order, stageContext(pipeline, order.stage, order.prepared, finished), population!);
}

async function finishedStage({ objects }: Store, { winner, state }: ClosedStage): Promise<FinishedStage> {
  return { ...(await readWinner(objects, { winner })), winnerDigest: winner, state };
}
