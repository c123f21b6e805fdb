// `npm run golden -- [DIR…]`: checks golden files of the published networks and reports differences.
import { relative, resolve } from 'node:path';
import { printable } from '../../scripts/printable.mjs';
import { checkFile } from './check-file.js';
import { defaultPlaces, filesOf } from './find-files.js';
import { outcomeLines } from './report.js';

const help = `usage: npm run golden -- [DIR|FILE…]

Checks every golden file below the folders (shared golden/README.md says what they hold and how much may differ):
  *.safetensors   one training step, run kernel by kernel and as one graph: images, logits, losses, gradients, weights after Adam,
                  running statistics, u and v; features_*: those of a pretrained extractor, which is fetched if it is missing
  *.json          parameter counts, metric formulas, non-dominated sorting (told apart by their keys)
  *.npy           published genotypes
Without a folder: test/golden/files, and ../shared/golden where it exists.
Where a gradient is rounding noise, a weight after Adam is held to Adam's step by that gradient (2e-6): docs/decisions/0014.
Prints a line a file and "N passed, N failed"; ends with 1 when anything failed, or when nothing was there to check.`;

/** Prints as it proceeds and returns the exit code. */
async function main(args: readonly string[], print: (line: string) => void): Promise<number> {
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    print(help);
    return 0;
  }
  const unknown = args.find((arg) => arg.startsWith('-'));
  if (unknown !== undefined) {
    print(`there is no option ${unknown}\n\n${help}`);
    return 2;
  }
  const { passed, failed } = await checkPlaces(
    args.length > 0 ? args.map((arg) => resolve(here(), arg)) : defaultPlaces(),
    print,
  );
  print(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

async function checkPlaces(
  places: readonly string[],
  print: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  const counts = { passed: 0, failed: 0, ignored: 0 };
  for (const place of places) {
    const { files, problem } = filesOf(place);
    if (problem !== undefined) {
      counts.failed++;
      print(`FAILED  ${shown(place)}\n  ${problem}`);
    }
    for (const path of files) {
      const outcome = await checkFile(path);
      counts[outcome.verdict]++;
      for (const line of outcomeLines({ ...outcome, path: shown(path) })) print(line);
    }
  }
  return counts;
}

/** npm runs scripts in the project's folder and says where the user was. */
const here = (): string => process.env.INIT_CWD ?? process.cwd();

/** As short as possible, relative to where the user is. */
function shown(path: string): string {
  const short = relative(here(), path);
  return short.length < path.length ? short : path;
}

// TensorFlow prints its abilities at each start.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
process.exitCode = await main(process.argv.slice(2), (line) => console.log('%s', printable(line)));
