// Random changes of the committed pipelines: checks every outcome, and finds the smallest text that fails.
import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import { errorCatalogue } from '../../domain/errors.js';
import type { Duration, Pipeline } from '../../domain/pipeline.js';
import { virtualWalk } from '../../domain/plan/virtual.js';
import { stream, type RandomStream } from '../../domain/stream.js';
import { loadPipeline, type LoadResult } from '../../schemas/load-pipeline.js';
import { shippedFiles, shippedText, shippedFile } from '../support/pipelines.js';

interface Committed {
  readonly name: string;
  readonly text: string;
}

/** Every committed pipeline file, including those that others only extend. */
const committed: readonly Committed[] = shippedFiles.map((name) => ({ name, text: shippedText(name) }));

/** Changes a text. */
export type Mutation = (text: string, random: RandomStream) => string;

/**
 * Changes committed files this many times and checks each outcome. A failure names the seed and shows the smallest text
 * with the same failure.
 */
export async function fuzz(seed: number, name: string, count: number, mutate: Mutation): Promise<Counts> {
  const counts: Counts = { refused: 0, accepted: 0, codes: new Set() };
  for (let index = 0; index < count; index++) {
    const random = stream(seed, `fuzz/${name}/${index}`);
    const file = committed[random.integer(committed.length)]!;
    const text = mutate(file.text, random);
    const problem = await problemOf(file, text, counts);
    if (problem === null) continue;
    const smallest = await shrink(file, text);
    assert.fail(`seed ${seed}, ${name} ${index}, from ${file.name}: ${problem}\n--- smallest text\n${smallest}\n---`);
  }
  return counts;
}

export interface Counts {
  refused: number;
  accepted: number;
  readonly codes: Set<string>;
}

/** What is wrong with the outcome of reading and planning a text; null: nothing. */
async function problemOf({ name }: Committed, text: string, counts?: Counts): Promise<string | null> {
  try {
    const result = loadPipeline({ file: basename(name), text }, { folder: dirname(shippedFile(name)) });
    if (counts) count(result, counts);
    if (result.ok) await assertPlans(result.pipeline);
    else assertSound(result.complaints, basename(name), text);
    return null;
  } catch (error) {
    return (error as Error).stack ?? String(error);
  }
}

function count(result: LoadResult, counts: Counts): void {
  counts[result.ok ? 'accepted' : 'refused']++;
  if (!result.ok) for (const { code } of result.complaints) counts.codes.add(code);
}

function assertSound(complaints: Extract<LoadResult, { ok: false }>['complaints'], file: string, text: string): void {
  assert.ok(complaints.some(({ severity }) => severity === 'error'));
  for (const complaint of complaints) {
    const { code, line, column, frame, message, expected, found } = complaint;
    assert.ok(code in errorCatalogue, code);
    assert.ok(code !== 'EAGAN_INTERNAL', message);
    assert.ok(
      [message, expected, found, frame].every((words) => words.length > 0),
      JSON.stringify(complaint),
    );
    assert.match(frame, /\^/);
    assert.ok(line >= 1 && column >= 1);
    if (complaint.file !== file) continue;
    const there = text.split('\n')[line - 1];
    assert.ok(there !== undefined && column <= there.length + 1, `${code} ${line}:${column} is outside of the file`);
  }
}

/** Every step must have its parameters. The plan has few generations, segments and individuals, which only repeat. */
async function assertPlans(pipeline: Pipeline): Promise<void> {
  const trainImages = pipeline.dataset.images ?? 50_000;
  const steps = await virtualWalk(withFewSteps(pipeline), { trainImages, heldOutImages: Math.ceil(trainImages / 4) });
  assert.ok(steps.length > 5);
  assert.equal(new Set(steps.map(({ key }) => key)).size, steps.length, 'a step occurs twice');
}

function withFewSteps(pipeline: Pipeline): Pipeline {
  const { stages, finalTraining } = pipeline;
  return {
    ...pipeline,
    stages: stages.map((stage) => ({
      ...stage,
      generations: Math.min(stage.generations, 2),
      population: Math.min(stage.population, 8),
      breeding: stage.population > 8 ? { ...stage.breeding, survivors: 0.5 } : stage.breeding,
      warmup: short(stage.warmup),
      duration: short(stage.duration),
      training: { ...stage.training, segmentIterations: Math.max(stage.training.segmentIterations, 100_000) },
    })),
    finalTraining: {
      ...finalTraining,
      duration: short(finalTraining.duration),
      scoreEvery: finalTraining.scoreEvery && { epochs: 1 },
      training: { ...finalTraining.training, segmentIterations: 100_000 },
    },
  };
}

const short = (duration: Duration): Duration =>
  'steps' in duration ? { steps: Math.min(duration.steps, 200) } : { epochs: Math.min(duration.epochs, 2) };

/** Removes lines as long as the text still fails. */
async function shrink(file: Committed, text: string): Promise<string> {
  let lines = text.split('\n');
  for (let index = 0; index < lines.length;) {
    const without = [...lines.slice(0, index), ...lines.slice(index + 1)];
    if ((await problemOf(file, without.join('\n'))) === null) index++;
    else lines = without;
  }
  return lines.join('\n');
}
