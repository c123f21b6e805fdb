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
  summary: 'check every digest of a run; with --rerun, compute steps again',
  register: (cli, context) => {
    cli
      .argument('[run]', 'id of a run or its beginning (default: the latest)')
      .option('--rerun <share or place>', 'run steps again and compare: 5%, or a place as in `eagan history`')
      .option('--sign <key>', 'sign the run if it is good: a private Ed25519 key in PEM')
      .option('--trust <key>', 'the owner of this public key must have signed the run')
      .option('--foreign <dir>', 'check a state folder that somebody gave you, before you use it; starts nothing')
      .action(async (asked: string | undefined, options: Options) => {
        const { rerun, foreign, sign, trust } = options;
        if (foreign !== undefined) return verifyForeignFolder(foreign, asked ?? rerun ?? sign ?? trust, context);
        const { prepareSignatures } = await import('../../control/audit/signatures.js');
        const signatures = prepareSignatures(options, context);
        const { storeWithRuns } = await import('../../control/runs/open-store.js');
        const { findRun } = await import('../../control/runs/find-run.js');
        const { parseChoice } = await import('../../control/verify/choose-steps.js');
        const choice = rerun === undefined ? null : parseChoice(rerun);
        const store = await storeWithRuns(context.stateFolder());
        await verify(store, await findRun(store, asked), choice, context, signatures);
      });
  },
};

interface Options extends SignatureOptions {
  readonly rerun?: string;
  readonly foreign?: string;
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

async function verify(
  store: Store,
  found: RunInStore,
  choice: RerunChoice | null,
  context: Context,
  signatures: ReturnType<typeof prepareSignatures>,
): Promise<void> {
  const { verifyFrozen } = await import('../../control/verify/verify-frozen.js');
  const { readingRun, verifyRun } = await import('../../store/index.js');
  const { verifyText } = await import('../text/verify-text.js');
  const sometimes = every(5000, (text) => context.output.note(text));
  const tell = ({ done, total, bytes }: { done: number; total: number; bytes: number }): void =>
    sometimes(() => `read ${formatNumber(done)} of ${formatNumber(total)} objects, ${formatBytes(bytes)}`);
  const verification = await readingRun(found.frozen.run, () => verifyRun(store, found, tell));
  // Without a ledger there is nothing to run again.
  const rerun = choice && verification.lines > 0 ? await runAgain(store, found, choice, context) : null;
  const unlike = (rerun ?? []).some(({ verdict, excused }) => verdict !== 'same' && !excused);
  const frozen = await readingRun(found.frozen.run, async () => verifyFrozen(found.frozen));
  const others = [...frozen.findings, ...verification.findings];
  const folder = runFolder(context, found.frozen.run);
  const signature = await readingRun(found.frozen.run, () => signatures(store, found, folder, others.length === 0 && !unlike)); // prettier-ignore
  const findings = [...others, ...signature.findings];
  const report: VerifyReport = {
    ...verification,
    findings,
    source: frozen.source,
    status: found.state?.status ?? 'not started',
    resultDigest: found.result?.resultDigest ?? null,
    rerun,
    signature,
    verdict: findings.length > 0 || unlike ? 'bad' : 'good',
  };
  if (report.verdict === 'bad') context.exitCode = exitCodes.no;
  context.output.result(report, () => verifyText(report));
}

/** Where the run's exported files are. */
const runFolder = (context: Context, run: string): string => join(statePaths(context.stateFolder()).runs, run);

async function runAgain(store: Store, { frozen }: RunInStore, choice: RerunChoice, context: Context): Promise<Rerun[]> {
  const { recordsOf, standingLines } = await import('../../store/index.js');
  const { rerunSteps } = await import('../../control/verify/rerun.js');
  const { run, pipeline } = frozen;
  // A lost record is already a finding.
  const records = await recordsOf(store, await standingLines(store, run));
  return rerunSteps({
    ...{ store, pipeline, choice, records: records.filter((record) => record !== null) },
    logFolder: join(statePaths(context.stateFolder()).logs, 'verify'),
    onStep: ({ place, verdict, tookMs }, done, total) =>
      context.output.note(`${done}/${total} ${place}: ${verdict}, ${formatDuration(tookMs / 1000)}`),
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
