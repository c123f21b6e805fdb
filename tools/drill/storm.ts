// The run that is killed: arms one fault point after another, kills the processes there, attaches again as a user
// would, and sees it recover.
import { setTimeout as sleep } from 'node:timers/promises';
import { supervisorStatus } from '../../worker/supervisor.js';
import type { FaultPoint, FaultPassage } from '../../domain/runs/fault-points.js';
import {
  finishedPlaces,
  goesOnAt,
  interruptedBy,
  lostMs,
  phaseAt,
  type InterruptedWork,
  type Killing,
  type WorkKind,
} from './account.js';
import { Arms } from './arming.js';
import type { ChildSetting } from './eagan-child.js';
import { DrillFollower } from './follower.js';
import { PassageLog } from './passage-log.js';
import { isOver, armingRequest, type KillRequest, type PassedAt, type PlannedKill } from './plan.js';
import type { Kill } from './types.js';
import { processesOf, type Victim } from './victims.js';

/** What the undisturbed run says about the other one. */
export interface Calm {
  readonly steps: number;
  readonly passedAt: PassedAt;
  readonly kinds: ReadonlyMap<string, WorkKind>;
}

export interface StormRequest {
  readonly setting: ChildSetting;
  readonly start: readonly string[];
  readonly plan: readonly PlannedKill[];
  readonly calm: Calm;
  readonly signal: AbortSignal;
  tell(line: string): void;
}

export interface Storm {
  readonly kills: readonly Kill[];
  readonly passages: readonly FaultPassage[];
  readonly follower: DrillFollower;
  readonly tookMs: number;
}

const lookMs = 20;
/** At most this many points are tried for one kill. */
const patience = 4;
/** A run that passes no point for this long is stuck: that is a finding. */
const stillMs = 10 * 60_000;
/** After this time without recovery the next kill comes anyway. */
const recoveryLimitMs = 5 * 60_000;

/** How long to wait for the last kill's recovery after the run has reported its end. */
const endLimitMs = 60_000;

type Ongoing = Omit<Kill, 'recoveredMs' | 'lostMs' | 'interrupted'> & {
  readonly killing: Killing;
  readonly interrupted: readonly InterruptedWork[];
  readonly server: number | null;
};

/** Runs it to its end, killing as planned. */
export async function storm(request: StormRequest): Promise<Storm> {
  const stormy = new Stormy(request);
  try {
    return await stormy.run();
  } finally {
    await stormy.stop();
  }
}

class Stormy {
  private readonly arms: Arms;
  private readonly log: PassageLog;
  private readonly follower: DrillFollower;
  private readonly kills: Kill[] = [];
  private readonly startedAt = Date.now();
  private readonly left: PlannedKill[];
  /** How many of the run's steps are finished. */
  private share = 0;
  private armed: KillRequest | null = null;
  /** The share at that time. */
  private armedAt = 0;
  /** Points at which the next planned kill failed. */
  private tried: FaultPoint[] = [];
  private ongoing: Ongoing | null = null;
  private livedAt = Date.now();

  constructor(private readonly request: StormRequest) {
    const { setting, start, plan } = request;
    this.arms = new Arms(setting.drill);
    this.log = new PassageLog(setting.drill);
    this.follower = new DrillFollower(setting, start);
    this.left = [...plan];
  }

  async run(): Promise<Storm> {
    while (!this.request.signal.aborted) {
      if (this.log.read() > 0) this.hear();
      this.armNext();
      if (this.follower.keep() === 'ended' && this.isQuiet()) break;
      if (Date.now() - this.livedAt > stillMs) break;
      await this.killWhoStands();
      await this.seeRecovery();
      await sleep(lookMs);
    }
    this.log.read();
    await this.seeRecovery('last');
    const { kills, follower, startedAt } = this;
    return { kills, passages: this.log.passages, follower, tookMs: Date.now() - startedAt };
  }

  private hear(): void {
    this.livedAt = Date.now();
    this.share = finishedPlaces(this.log.passages).size / this.request.calm.steps;
  }

  /**
   * No process is stopped at a point, and the last kill has been recovered from or has had its time: the run's end may
   * be reported before Temporal has it.
   */
  private isQuiet(): boolean {
    const waits = this.ongoing !== null && Date.now() - this.ongoing.killing.at < endLimitMs;
    return this.arms.hit() === null && !waits;
  }

  async stop(): Promise<void> {
    this.arms.disarm();
    await this.follower.stop();
  }

  /**
   * Arms the next kill when its share of finished steps is reached; takes its next request when the moment of the
   * previous one is over.
   */
  private armNext(): void {
    const [next] = this.left;
    if (!next || this.ongoing) return;
    const isLate = this.armed !== null && isOver(this.armedAt, this.share, this.request.plan.length);
    if (isLate && this.left.length > 1 && this.arms.hit() === null) this.passOver('its fault point was not reached');
    if (this.armed !== null || this.share < next.share) return;
    this.armed = this.requestOf(next);
    this.armedAt = this.share;
    if (this.armed) this.arms.arm(this.armed.point, this.armed.nth);
    else this.nextKill();
  }

  private requestOf(kill: PlannedKill): KillRequest | null {
    const { calm, plan } = this.request;
    if (this.tried.length === patience) return null;
    const done = this.kills.filter(({ counts }) => counts).map(({ point }) => point);
    return armingRequest(kill, plan.length, this.share, calm.passedAt, { tried: this.tried, done });
  }

  private passOver(reason: string, found: Partial<Kill> = {}): void {
    const { number } = this.left[0]!;
    const nothing = {
      detail: null,
      phase: null,
      killed: [],
      interrupted: [],
      at: null,
      recoveredMs: null,
      lostMs: null,
    };
    this.kills.push({ ...this.armed!, number, counts: false, reason, ...nothing, ...found });
    this.arms.disarm();
    this.tried.push(this.armed!.point);
    this.armed = null;
  }

  private nextKill(): void {
    this.left.shift();
    this.tried = [];
    this.armed = null;
  }

  private async killWhoStands(): Promise<void> {
    const hit = this.armed && this.arms.hit();
    if (!hit) return;
    const victims = await this.victimsAt(hit);
    const killing: Killing = {
      at: Date.now(),
      killed: victims.map(({ pid }) => pid),
      takesAll: victims.some(({ role }) => role === 'worker' || role === 'supervisor'),
    };
    const killed = victims.filter(({ pid }) => kill(pid));
    this.arms.disarm();
    this.log.read();
    this.judge(hit, killed, killing);
  }

  /** Whether it interrupted something. If not, it does not count, and the next request is tried. */
  private judge(hit: FaultPassage, killed: readonly Victim[], killing: Killing): void {
    const { number } = this.left[0]!;
    const at = killing.at - this.startedAt;
    const phase = phaseAt(this.log.passages.filter((passage) => passage.at <= killing.at));
    const found = { detail: hit.detail, phase, killed, at };
    const interrupted = interruptedBy(this.log.passages, killing);
    const server = killed.find(({ role }) => role === 'server')?.pid ?? null;
    const isSelf = killed.some(({ pid }) => pid === hit.pid);
    if (killed.length === 0) return this.passOver('none of these processes was alive', found);
    if (interrupted.length === 0 && server === null && !isSelf) return this.passOver('it interrupted nothing', found);
    this.ongoing = { ...this.armed!, ...found, number, counts: true, reason: null, killing, interrupted, server };
    const names = killed.map(({ role, pid }) => `${role} ${pid}`).join(', ');
    this.request.tell(`kill ${number}: ${names} at ${hit.point} (${hit.detail})`);
    this.armed = null;
  }

  private async victimsAt(hit: FaultPassage): Promise<Victim[]> {
    const all = await processesOf(this.request.setting.home, this.follower.pid);
    const { victims } = this.armed!;
    if (victims[0] === 'self') return [all.find(({ pid }) => pid === hit.pid) ?? { role: 'cli', pid: hit.pid }];
    const roles = new Set<string>(victims.map((name) => (name === 'trainers' ? 'trainer' : name)));
    return all.filter(({ role }) => roles.has(role));
  }

  private async seeRecovery(when: 'now' | 'last' = 'now'): Promise<void> {
    const { ongoing } = this;
    if (!ongoing) return;
    const { killing, interrupted, server, ...kill } = ongoing;
    const { passages } = this.log;
    const goesOn = goesOnAt(passages, killing, interrupted, this.request.calm.kinds);
    const isServed = server === null || (await servesAgain(this.request.setting.home, server));
    const isOver = when === 'last' || Date.now() - killing.at > recoveryLimitMs;
    if ((goesOn === null || !isServed) && !isOver) return;
    // A server's return is noticed at the next look; the return of work has its own time.
    const until = goesOn !== null && server !== null ? Math.max(goesOn, Date.now()) : goesOn;
    const recoveredMs = until === null ? null : until - killing.at;
    const places = interrupted.map(({ place }) => place);
    this.kills.push({ ...kill, interrupted: places, recoveredMs, lostMs: lostMs(passages, killing, interrupted) });
    this.ongoing = null;
    this.nextKill();
  }
}

/** Another server than the killed one is ready. */
async function servesAgain(stateFolder: string, killed: number): Promise<boolean> {
  const status = await supervisorStatus(stateFolder);
  return status !== null && status.ready && status.server?.pid !== killed;
}

/** True if the process existed and was killed. */
function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
