// `eagan export RUN --winner DIR`: the winner as a folder for other programs.
import { formatBytes, formatCount } from '../../scripts/format.mjs';
import type { ExportKind } from './kind.js';

export const winnerKind: ExportKind = {
  value: '[dir]',
  description:
    'the winner in a folder (default: winner/ in the folder of the run): weights, ports to TensorFlow.js, PyTorch and ONNX, scripts, a model card',
  async write({ store, run, folder: ofRun, asked, force, context }) {
    const { resolve } = await import('node:path');
    const { keepWinner, writeWinner } = await import('../../control/winner/write-winner.js');
    const { modelCard } = await import('../../report/card/model-card.js');
    const written =
      asked === ''
        ? await keepWinner(store, run, ofRun, modelCard)
        : await writeWinner(store, run, resolve(context.directory, asked), force, modelCard);
    const { folder, files, bytes } = written;
    const text = (): string =>
      [`${folder}, ${formatCount(Object.keys(files).length, 'file')}, ${formatBytes(bytes)}`, 'How each is used: README.md there'].join('\n'); // prettier-ignore
    return { result: written, text, isWhole: true };
  },
};
