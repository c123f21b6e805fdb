// `eagan verify [RUN]`: the offline proof of a run; with --rerun steps are computed again and compared; with --foreign
// the check of a stranger's state folder.
import { join } from 'node:path';
import { EaganError } from '../../domain/errors.js';
import type { RunInStore, Store } from '../../store/index.js';
import type { CommandModule, Context } from '../command.js';
import type { prepareSignatures, SignatureOptions } from '../../control/audit/signatures.js';
import { statePaths } from '../../worker/state-paths.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import type { RerunChoice } from '../../control/verify/choose-steps.js';
import type { Rerun } from '../../control/verify/rerun.js';
import type { VerifyReport } from '../text/verify-text.js';
import { formatBytes, formatDuration, formatNumber } from '../../scripts/format.mjs';

export const command: CommandModule = {
  summary: 'prove everything of a run that needs no trainer; with --rerun, compute steps again',
  register: (cli, context) => {
    cli
      .argument('[run]', 'id of a run or its beginning (default: the latest)')
      .option('--head <hex or file>', 'the head that verify printed before: finds rewritten and cut-off ledgers')
      .option('--rerun <share or place>', 'run steps again and compare: 5%, or a place as in `eagan history`')
      .option('--sample-seed <n>', 'draw the same sample as an earlier --rerun, which printed its seed')
      .option('--sign <key>', 'sign the run if it is good: a private Ed25519 key in PEM')
      .option('--trust <key>', 'the owner of this public key must have signed the run')
      .option('--foreign <dir>', 'check a state folder that somebody gave you, before you use it; starts nothing')
      .action(async (asked: string | undefined, options: Options) => {
        const { rerun, foreign, head, sampleSeed, sign, trust } = options;
        const others = asked ?? rerun ?? head ?? sampleSeed ?? sign ?? trust;
        if (foreign !== undefined) return verifyForeignFolder(foreign, others, context);
        const { findRun } = await import('../../control/runs/find-run.js');
        const { openReadOnlyStore } = await import('../../control/verify/read-only-store.js');
        const question = await questionOf(options, context);
        const store = await openReadOnlyStore(context.namedStateFolder());
        await verify(store, await findRun(store, asked), question, context);
      });
  },
};

interface Options extends SignatureOptions {
  readonly head?: string;
  readonly rerun?: string;
  readonly sampleSeed?: string;
  readonly foreign?: string;
}

/** What to check besides what is always checked. */
interface Question {
  readonly head: string | null;
  readonly choice: RerunChoice | null;
  readonly sampleSeed: number;
  readonly signatures: ReturnType<typeof prepareSignatures>;
}

async function questionOf(options: Options, context: Context): Promise<Question> {
  const { head, rerun, sampleSeed } = options;
  const { freshSampleSeed, parseChoice, parseSampleSeed } = await import('../../control/verify/choose-steps.js');
  const { parseHead } = await import('../../control/verify/head.js');
  const { prepareSignatures } = await import('../../control/audit/signatures.js');
  return {
    head: head === undefined ? null : parseHead(head, context.directory),
    choice: rerun === undefined ? null : parseChoice(rerun),
    sampleSeed: sampleSeed === undefined ? freshSampleSeed() : parseSampleSeed(sampleSeed),
    signatures: prepareSignatures(options, context),
  };
}

async function verifyForeignFolder(folder: string, other: string | undefined, context: Context): Promise<void> {
  if (other !== undefined)
    throw new EaganError('EAGAN_USAGE', '--foreign checks every run and computes nothing', 'Name only the folder.');
  const { resolve } = await import('node:path');
  const { verifyForeign } = await import('../../control/verify/foreign/verify-foreign.js');
  const { foreignText } = await import('../text/foreign-text.js');
  const sometimes = every(5000, (text) => context.output.note(text));
  const report = await verifyForeign(resolve(context.directory, folder), (text) => sometimes(() => text));
  if (report.verdict === 'bad') context.exitCode = exitCodes.no;
  context.output.result(report, () => foreignText(report));
}

async function verify(store: Store, found: RunInStore, question: Question, context: Context): Promise<void> {
  const { verifyWholeRun } = await import('../../control/verify/verify-whole-run.js');
  const { readingRun } = await import('../../store/index.js');
  const { verifyText } = await import('../text/verify-text.js');
  const { choice, head, sampleSeed } = question;
  const sometimes = every(5000, (text) => context.output.note(text));
  const onProgress = ({ done, total, bytes }: { done: number; total: number; bytes: number }): void =>
    sometimes(() => `read ${formatNumber(done)} of ${formatNumber(total)} objects, ${formatBytes(bytes)}`);
  const stateFolder = context.namedStateFolder();
  const verification = await verifyWholeRun({ store, found, stateFolder, head, onProgress });
  // Without a ledger there is nothing to run again.
  const rerun = choice && verification.lines > 0 ? await runAgain(store, found, question, context) : null;
  const unlike = (rerun ?? []).some(({ verdict, excused }) => verdict !== 'same' && !excused);
  const folder = runFolder(stateFolder, found.frozen.run);
  const isGood = verification.findings.length === 0 && !unlike;
  const signature = await readingRun(found.frozen.run, () => question.signatures(store, found, folder, isGood));
  const findings = [...verification.findings, ...signature.findings];
  const report: VerifyReport = {
    ...verification,
    status: found.state?.status ?? 'not started',
    resultDigest: found.result?.resultDigest ?? null,
    rerun,
    signature,
    findings,
    sampleSeed: choice && 'share' in choice ? sampleSeed : null,
    verdict: findings.length > 0 || unlike ? 'bad' : 'good',
  };
  if (report.verdict === 'bad') context.exitCode = exitCodes.no;
  context.output.result(report, () => verifyText(report));
}

/** Where the run's exported files are. */
const runFolder = (stateFolder: string, run: string): string => join(statePaths(stateFolder).runs, run);

async function runAgain(
  store: Store,
  { frozen }: RunInStore,
  { choice, sampleSeed }: Question,
  { output }: Context,
): Promise<Rerun[]> {
  const { recordsOf, standingLines } = await import('../../store/index.js');
  const { rerunSteps } = await import('../../control/verify/rerun.js');
  const { run, pipeline } = frozen;
  // A lost record is already a finding.
  const records = await recordsOf(store, await standingLines(store, run));
  return rerunSteps({
    ...{ store, pipeline, choice: choice!, sampleSeed, records: records.filter((record) => record !== null) },
    onStep: ({ place, verdict, tookMs }, done, total) =>
      output.note(`${done}/${total} ${place}: ${verdict}, ${formatDuration(tookMs / 1000)}`),
  });
}

/** Calls `tell` at most this often. */
function every(milliseconds: number, tell: (text: string) => void): (text: () => string) => void {
  let last = performance.now();
  return (text) => {
    if (performance.now() - last < milliseconds) return;
    last = performance.now();
    tell(text());
  };
}
