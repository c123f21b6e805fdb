// The pipeline file that a run leaves behind. It says everything that the run was made of, and running it finds the run
// again.
import { digestBytes } from '../../domain/digest.js';
import { writtenForm } from '../../schemas/written-form.js';
import { writtenText } from '../../schemas/written-text.js';
import type { FrozenRun } from '../../store/index.js';
import { givenOptions } from './given-options.js';

/** The file's text. Its digest, and so the run's id, is that of the frozen pipeline. */
export function exportedPipeline(frozen: FrozenRun): string {
  return writtenText(writtenForm(frozen.pipeline), headOf(frozen).join('\n'));
}

/** Facts about the run, one a line. Nothing reads them again. */
function headOf(frozen: FrozenRun): string[] {
  const { run, file, folder, files = [], forkedFrom, contents, decoder } = frozen;
  const options = givenOptions(frozen);
  return [
    `The pipeline of run ${run}, with every value filled in. eagan run on this file finds the run,`,
    'or, on another machine, repeats it under the same id.',
    `file      ${oneLine(file ?? 'not known')}${folder ? ` in ${oneLine(folder)}` : ''}`,
    `options   ${options.join(' ') || 'none'}`,
    ...files.map(
      ({ path, text }) => `read      ${oneLine(path)}, sha256 ${digestBytes(Buffer.from(text))}; its content is below`,
    ),
    ...(contents ? [`images    contents ${contents}, decoder ${decoder}`] : []),
    ...(forkedFrom ? [`fork of   ${forkedFrom.run} at ${forkedFrom.at}`] : []),
  ];
}

/** File names may contain line ends; what follows them would not be a comment. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
