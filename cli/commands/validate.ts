// `eagan validate FILE…`: all complaints about pipeline files, before anything is paid for.
import { runDigest, runId } from '../../domain/run-id.js';
import { selectionLabels } from '../../domain/selection-label.js';
import type { CommandModule, Context } from '../command.js';
import { exitCodes } from '../exit-codes.js';
import { addPipelineOptions, type PipelineOptions } from '../pipeline-options.js';

export const command: CommandModule = {
  summary: 'check pipeline files, with all complaints at once',
  register: (cli, context) => {
    addPipelineOptions(cli.argument('<file...>', 'pipeline files')).action(
      async (files: string[], options: PipelineOptions) => {
        for (const file of files) if (!(await validate(file, options, context))) context.exitCode = exitCodes.usage;
      },
    );
  },
};

/** Prints one file's verdict; true when it is valid. */
async function validate(file: string, options: PipelineOptions, { output, directory }: Context): Promise<boolean> {
  const { readPipelineFile, PipelineInvalidError } = await import('../pipeline-file.js');
  const { formatComplaints } = await import('../../schemas/complaint.js');
  const result = readPipelineFile(file, { ...options, directory });
  const complaints = result.ok ? result.warnings : result.complaints;
  const digest = result.ok ? result.digest : null;
  const selections = result.ok ? selectionLabels(result.pipeline.stages) : [];
  output.result({ file, ok: result.ok, digest, complaints, selections }, () => {
    const verdict = result.ok
      ? [`${output.colors.green('valid')} ${file} (${runName(result.pipeline, result.digest)})`, ...selections].join(
          '\n',
        )
      : `${output.colors.red('invalid')} ${new PipelineInvalidError(complaints, file).message}`;
    return complaints.length > 0 ? `${formatComplaints(complaints)}\n\n${verdict}` : verdict;
  });
  return result.ok;
}

/** A run's id, as far as it is known without the images. */
function runName(pipeline: { name: string; dataset: { kind: string } }, digest: string): string {
  return pipeline.dataset.kind === 'shapes' ? runId(pipeline.name, runDigest(digest, null)) : pipeline.name;
}
