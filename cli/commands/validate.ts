// `eagan validate FILE…`: all complaints about pipeline files, before anybody pays for a run; and what a file resolves
// to.
import { EaganError } from '../../domain/errors.js';
import type { LoadResult } from '../../schemas/load-pipeline.js';
import type { CommandModule, Context } from '../command.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import { addPipelineOptions, type PipelineOptions } from '../../terminal/pipeline-options.js';

interface Options extends PipelineOptions {
  readonly resolved?: boolean;
  readonly explain?: string;
}

export const command: CommandModule = {
  summary: 'check pipeline files and list every mistake',
  register: (cli, context) => {
    addPipelineOptions(cli.argument('<file...>', 'pipeline files'))
      .option(
        '--resolved',
        'print the whole pipeline, with every default filled in: a pipeline file of the same digest',
      )
      .option('--explain <path>', 'show where the value at a path, and each value below it, comes from; . for all')
      .action(async (files: string[], options: Options) => {
        if (options.resolved && files.length > 1)
          throw new EaganError('EAGAN_USAGE', '--resolved accepts one file', 'Name one file.');
        for (const file of files) if (!(await validate(file, options, context))) context.exitCode = exitCodes.usage;
      });
  },
};

/** Prints one file's verdict; true if it is valid. */
async function validate(file: string, options: Options, { output, directory }: Context): Promise<boolean> {
  const { readPipelineFile, PipelineInvalidError } = await import('../../control/runs/pipeline-file.js');
  const { formatComplaints } = await import('../../schemas/complaint.js');
  const { readerOf } = await import('../../datasets/kinds.js');
  const result = readPipelineFile(file, {
    ...options,
    directory,
    lookInto: (dataset) => readerOf(dataset).problem(dataset),
  });
  const complaints = result.ok ? result.warnings : result.complaints;
  const more = result.ok ? 0 : result.more;
  const digest = result.ok ? result.digest : null;
  const about = result.ok ? await aboutValid(file, result, options, output.colors.green('valid')) : null;
  const verdict =
    about?.verdict ??
    `${output.colors.red('invalid')} ${result.ok ? '' : new PipelineInvalidError(result, file).message}`;
  const text = [...(complaints.length > 0 ? [`${formatComplaints(complaints, more)}\n`] : []), verdict].join('\n');
  const resolved = about?.resolvedText;
  // stdout gets a pipeline file, so everything else goes to stderr.
  if (resolved !== undefined && !output.json) output.note(text);
  const data = { selections: [], spaces: [], ...about?.data };
  const counted = more > 0 ? { more } : {};
  output.result({ file, ok: result.ok, digest, complaints, ...counted, ...data }, () => resolved ?? text);
  return result.ok;
}

interface About {
  readonly data: object;
  readonly verdict: string;
  readonly resolvedText?: string;
}

async function aboutValid(
  file: string,
  result: Extract<LoadResult, { ok: true }>,
  { resolved, explain: path }: Options,
  valid: string,
): Promise<About> {
  const { explainedText, spaceSizes, validText } = await import('../text/validate-text.js');
  const { selectionLabels } = await import('../../domain/search/selection-label.js');
  const { pipeline, digest, written } = result;
  const data = { selections: selectionLabels(pipeline.stages), spaces: spaceSizes(pipeline) };
  const lines = validText(file, result, valid);
  if (!resolved && path === undefined) return { data, verdict: lines.join('\n') };
  const { writtenForm } = await import('../../schemas/written-form.js');
  const { writtenText } = await import('../../schemas/written-text.js');
  const { explain } = await import('../../schemas/explain.js');
  const form = writtenForm(pipeline, written);
  const explained = path === undefined ? [] : explain(form, written, path);
  return {
    data: { ...data, ...(resolved ? { resolved: form } : {}), ...(path === undefined ? {} : { explained }) },
    verdict: [...lines, ...(path === undefined ? [] : [explainedText(explained)])].join('\n'),
    ...(resolved ? { resolvedText: writtenText(form, `${file}, resolved (digest ${digest.slice(0, 8)})`) } : {}),
  };
}
