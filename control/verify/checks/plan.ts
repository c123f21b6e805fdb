// The ledger against the plan: the frozen pipeline is walked over the recorded results, and each line must be a step
// that it asks for, with the same key.
import { isLoss } from '../../../domain/steps/objects.js';
import { walkRun, type FoundStep, type Walk } from '../../../domain/plan/index.js';
import { standsBy } from '../../../domain/steps/supersession.js';
import { stepKey, type Step, type StepRecord } from '../../../domain/steps/step.js';
import { foundStep, type StepLine, type StoreFinding } from '../../../store/index.js';
import type { Evidence } from '../evidence.js';
import { unless, type RunCheck } from './check.js';

export const plan: RunCheck = async (evidence) => {
  const { standing, found, verification } = evidence;
  if (standing.length === 0)
    return found.state?.status === 'completed' && verification.findings.length === 0 ? [noLedger] : [];
  const walked = new PlanWalk(evidence);
  const walk = await walked.walk();
  return [
    ...walked.findings,
    ...(walked.isBlind ? [] : absences(evidence, walk, walked.asked)),
    ...repetitions(evidence),
  ];
};

const noLedger: StoreFinding = {
  code: 'EAGAN_PLAN_DIFFERS',
  place: null,
  message: 'a completed run must have a ledger (got no line)',
};

class PlanWalk {
  readonly findings: StoreFinding[] = [];
  readonly asked = new Set<string>();
  /** True once something could not be read: then nobody knows what the plan would ask for next. */
  isBlind = false;
  private readonly lines: ReadonlyMap<string, StepLine>;

  constructor(private readonly evidence: Evidence) {
    this.lines = new Map(evidence.standing.map((line) => [line.place, line]));
  }

  /** Steps are built from recorded results, so each deviation is found where it is, and once. */
  async walk(): Promise<Walk | null> {
    const { pipeline, contents, decoder } = this.evidence.found.frozen;
    try {
      return await walkRun(pipeline, { contents, decoder }, (step) => this.find(step));
    } catch (error) {
      this.isBlind = true;
      this.add(null, `the plan must be walked over the recorded results (got: ${(error as Error).message})`);
      return null;
    }
  }

  private async find(step: Step): Promise<FoundStep | null> {
    const { store } = this.evidence;
    this.asked.add(step.place);
    const line = this.lines.get(step.place);
    const record = line && (await store.records.find(line.key, line.fingerprint));
    this.isBlind ||= line !== undefined && !record;
    if (!line || !record) return null;
    for (const message of differences(step, record)) this.add(step.place, `line ${line.sequence}: ${message}`);
    try {
      return await foundStep(store.objects, record);
    } catch (error) {
      if (!isLoss(error)) throw error;
      this.isBlind = true;
      return null;
    }
  }

  private add(place: string | null, message: string): void {
    this.findings.push({ code: 'EAGAN_PLAN_DIFFERS', place, message });
  }
}

/** An earlier version of a kind has a key of its own; everything else must be as the plan says. */
function differences(planned: Step, { step, key }: StepRecord): string[] {
  const asked = { ...planned, kindVersion: step.kindVersion } as Step;
  if (step.kindVersion <= planned.kindVersion && stepKey(asked) === key) return [];
  const parts = [
    ...unless('its kind', planned.kind, step.kind),
    ...(step.kindVersion <= planned.kindVersion
      ? []
      : unless('the version of its kind', planned.kindVersion, step.kindVersion)),
    ...unless('its seed', planned.seed, step.seed),
    ...unless('its inputs', planned.inputs, step.inputs),
    ...unless('its parameters', planned.parameters, step.parameters),
  ];
  return parts.length > 0 ? parts : [`its key must be ${stepKey(asked)} (got ${key})`];
}

/** Steps that the plan asks for and the ledger lacks, and lines that the plan does not ask for. */
function absences({ standing, found }: Evidence, walk: Walk | null, asked: ReadonlySet<string>): StoreFinding[] {
  const needless = standing.filter(({ place }) => !asked.has(place));
  const lacks = found.state?.status === 'completed' ? (walk?.missing ?? []) : [];
  return [
    ...lacks.map(({ place }): StoreFinding => {
      const message = `the ledger must have a line for this step, which the plan asks for (got none)`;
      return { code: 'EAGAN_PLAN_DIFFERS', place, message };
    }),
    ...needless.map(({ place, sequence }): StoreFinding => {
      const after = walk?.missing[0] ? ` before ${walk.missing[0].place} is finished` : '';
      const message = `line ${sequence} of the ledger must be a step that the plan asks for (it does not${after})`;
      return { code: 'EAGAN_PLAN_DIFFERS', place, message };
    }),
  ];
}

/** A record is entered once, unless its step was taken back: a second line would hide who was first, and when. */
function repetitions({ steps, found: { frozen, owner } }: Evidence): StoreFinding[] {
  const stands = standsBy(owner?.supersessions ?? [], frozen.pipeline);
  const last = new Map<string, StepLine>();
  return steps.filter(stands).flatMap((line): StoreFinding[] => {
    const { place, key, sequence } = line;
    const before = last.get(`${place} ${key}`);
    last.set(`${place} ${key}`, line);
    // A damaged record that was made again is entered again.
    if (before === undefined || before.record !== line.record) return [];
    const message = `line ${sequence} of the ledger must be another step than line ${before.sequence} (it is the same)`;
    return [{ code: 'EAGAN_PLAN_DIFFERS', place, message }];
  });
}
