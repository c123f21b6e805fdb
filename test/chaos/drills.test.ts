// A hundred kills: drills with seed after seed, over small runs of different shapes.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { DrillReport } from '../../tools/drill/types.js';
import { Home } from '../support/home.js';
import { chaos, summarise, tell } from './support.js';

const home = new Home();
after(() => home.remove());

/** Kills of one drill. A small run has no room for more. */
const atOnce = 20;

/**
 * Shapes of the run, in turn: many short segments; long ones with recovery points; no weight resetting and kernel
 * distances.
 */
const shapes: Readonly<Record<string, readonly string[]>> = {
  short: [],
  long: ['finalTraining.duration.steps=300', 'training.segmentIterations=300', 'recovery.every=500ms'],
  wide: ['stageDefaults.population=6', 'stages.discriminator.weightResetting=false', 'training.segmentIterations=5'],
};

const names = Object.keys(shapes);
const drills = Math.ceil(chaos.kills / atOnce);
for (let drill = 0; drill < drills; drill++) {
  const name = names[drill % names.length]!;
  const [seed, kills] = [chaos.seed + drill, Math.min(atOnce, chaos.kills - drill * atOnce)];
  test(`${kills} kills with seed ${seed} over a ${name} run change no bit`, { timeout: 3_600_000 }, () => {
    const set = shapes[name]!.flatMap((value) => ['--set', value]);
    const options = ['--kills', String(kills), '--seed', String(seed)];
    tell(`drill ${drill + 1} of ${drills}: ${kills} kills, seed ${seed}, ${name}`);
    const { exitCode, stdout } = home.eaganShowing('--json', 'drill', 'pipelines/tiny.yaml', ...set, ...options);
    const report = JSON.parse(stdout) as DrillReport;
    const counting = report.kills.filter(({ counts }) => counts);
    summarise({
      what: `drill, seed ${seed}, ${name}`,
      kills: `${counting.length} of ${kills}`,
      points: report.covered.length,
      recovery: `median ${seconds(report.recoveryMs?.median)}, worst ${seconds(report.recoveryMs?.worst)}`,
      lost: `worst ${seconds(report.lostMs?.worst)}`,
      verdict: report.verdict,
    });
    assert.equal(exitCode, 0, stdout);
    assert.ok(counting.length >= kills / 2, 'most kills interrupted something');
  });
}

const seconds = (ms: number | undefined): string => (ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`);
