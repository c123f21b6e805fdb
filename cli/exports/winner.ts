// `eagan export RUN --winner DIR`: the winner as a folder for other programs.
import { EaganError } from '../../domain/errors.js';
import type { Store } from '../../store/index.js';
import { formatBytes, formatCount } from '../../scripts/format.mjs';
import type { ExportKind } from './kind.js';

export const winnerKind: ExportKind = {
  value: '[dir]',
  description:
    'the winner in a folder (default: winner/ in the folder of the run): weights, ports to TensorFlow.js, PyTorch and ONNX, scripts, a model card',
  async write({ store, run, asked, force, context }) {
    const { resolve } = await import('node:path');
    await refuseRun(store, asked);
    const { keepWinner, writeWinner } = await import('../../control/winner/write-winner.js');
    const { modelCard } = await import('../../report/card/model-card.js');
    const written =
      asked === ''
        ? await keepWinner(store, run, context.stateFolder(), modelCard)
        : await writeWinner(store, run, resolve(context.directory, asked), force, modelCard);
    const { folder, files, bytes } = written;
    const text = (): string =>
      [`${folder}, ${formatCount(Object.keys(files).length, 'file')}, ${formatBytes(bytes)}`, 'How each is used: README.md there'].join('\n'); // prettier-ignore
    return { result: written, text, isWhole: true };
  },
};

/** Without a folder, the run must stand before the option: behind it, it would be the folder. @throws EAGAN_USAGE */
async function refuseRun(store: Store, asked: string): Promise<void> {
  if (!/-[0-9a-f]{1,8}$/.test(asked)) return;
  const { runIds } = await import('../../store/index.js');
  if (!(await runIds(store.refs)).some((run) => run.startsWith(asked))) return;
  const must = `--winner must be followed by a folder (got ${asked}, which is a run)`;
  throw new EaganError('EAGAN_USAGE', must, `eagan export ${asked} --winner, or for a folder of that name --winner ./${asked}`); // prettier-ignore
}
