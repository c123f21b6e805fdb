// The twenty questions of docs/auditing.md, each asked as the page says, on a run that was killed, paused, resumed and
// taken back.
import assert from 'node:assert/strict';
import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { childrenOf, eventually } from '../support/processes.js';
import { Home, longEnd } from '../support/home.js';
import { eaganProgram, projectRoot } from '../support/project.js';
import { patternOf } from '../support/shown-lines.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const home = new Home();
after(() => home.remove());

const anna = { EAGAN_ACTOR: 'Anna Example' };
const ben = { EAGAN_ACTOR: 'Ben' };

function done(environment: NodeJS.ProcessEnv, ...args: readonly string[]): void {
  const { exitCode, stdout, stderr } = home.eaganIn(environment, ...args);
  assert.equal(exitCode, 0, `eagan ${args.join(' ')}\n${stdout}${stderr}`);
}

let words: Readonly<Record<string, string>>;
/** What `eagan history --follow` told from the start of the run to its pause. */
let followed: Promise<{ readonly exitCode: number; readonly lines: readonly string[] }>;

async function ending(child: ChildProcess): Promise<Awaited<typeof followed>> {
  const parts: string[] = [];
  child.stdout!.setEncoding('utf8').on('data', (part: string) => void parts.push(part));
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, lines: parts.join('').split('\n').filter(Boolean) };
}

before(async () => {
  const pipeline = longEnd(800, 'recovery.every=1s');
  done(anna, 'run', '--detach', ...pipeline, '--reason', 'first try');
  const { run } = home.onlyRun();
  followed = ending(home.start('--json', 'history', run, '--follow'));
  await eventually('the final training is under way', () => home.isInFinalTraining());
  const worker = home.processes().worker.pid!;
  const trainers = childrenOf(worker);
  trainers.forEach((pid) => process.kill(pid, 'SIGKILL'));
  const reached = Math.max(...home.recoveryPoints());
  // A pause before the next attempt computes would interrupt it while it waits, and nothing would be continued.
  await eventually('the next attempt goes on', () => home.isInFinalTraining(reached));
  done(anna, 'pause', run, '--reason', 'the machine is needed');
  done(ben, 'resume', run, '--reason', 'it is free again');
  const { head } = home.json<{ head: string }>('verify', run);
  done(anna, 'fork', run, '--at', 'final', '--set', 'finalTraining.ema.decay=0.5', '--reason', 'a softer average');
  done(anna, 'resume', run, '--from', 'discriminator/gen-001', '--reason', 'to see it again');
  done(anna, 'run', 'pipelines/tiny.yaml', '--seed', '2');
  const other = home.runs().find(({ seed }) => seed === 2)!;
  words = { RUN: run, OTHER: other.run, HEAD: head };
});

interface Question {
  readonly question: string;
  readonly command: string;
  /** Lines that the page shows. */
  readonly shown: readonly string[];
}

const page = readFileSync(join(projectRoot, 'docs', 'auditing.md'), 'utf8');
const questions = page
  .split(/^### (?=\d+\. )/m)
  .slice(1)
  .map((section): Question => {
    const block = (language: string): string =>
      new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(section)?.[1] ?? '';
    const shown = block('text')
      .split('\n')
      .filter((line) => line !== '' && line !== '…');
    return { question: section.split('\n')[0]!, command: block('sh'), shown };
  });

/** Runs a line of the page in a shell, as a reader does. */
function ask(command: string): { readonly exitCode: number | null; readonly output: string } {
  const named = command.replaceAll(/\b(RUN|OTHER|HEAD)\b/g, (word) => words[word]!);
  const script = `eagan() { "${process.execPath}" "${eaganProgram}" --home "${home.folder}" "$@"; }\n${named}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: temporaryFolder(), encoding: 'utf8' });
  return { exitCode: status, output: stdout + stderr };
}

test('the page has twenty questions, each with a command', () => {
  assert.deepEqual(questions.map(({ question }) => parseInt(question, 10)), Array.from({ length: 20 }, (_, i) => i + 1)); // prettier-ignore
  assert.deepEqual(questions.filter(({ command }) => command === ''), []); // prettier-ignore
});

for (const { question, command, shown } of questions)
  test(`${question} ${command}`, () => {
    const { exitCode, output } = ask(command);
    // `eagan compare` says by 1 that the two differ.
    assert.equal(exitCode, command.startsWith('eagan compare') ? 1 : 0, output);
    const lines = output.split('\n');
    const absent = shown.filter((line) => !lines.some((told) => patternOf(line).test(told)));
    assert.deepEqual(absent, [], output);
    console.log(`${question}\n$ ${command}\n${output}`);
  });

test('a person who follows a run is told each entry once, in order, until the run stops', async () => {
  const { exitCode, lines } = await followed;
  assert.equal(exitCode, 0);
  const whole = home.eagan('--json', 'history', words.RUN!).stdout.split('\n').filter(Boolean);
  const entered = (told: readonly string[]): string[] =>
    told.map((line) => JSON.parse(line) as { kind: string; digest?: string }).flatMap(({ kind, digest }) => (digest ? [`${kind} ${digest}`] : [])); // prettier-ignore
  const ended = entered(whole).findIndex((entry) => entry.startsWith('ended '));
  assert.deepEqual(entered(lines), entered(whole).slice(0, ended + 1));
});

test('every run of the store is verified, the fork too', () => {
  for (const { run } of home.runs()) {
    const { exitCode, stdout, stderr } = home.eagan('verify', run);
    assert.equal(exitCode, 0, `${run}\n${stdout}${stderr}`);
  }
});
