// Options of several benchmarks, and what their values must be.
import { InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../../terminal/option-values.js';
import { EaganError } from '../../domain/errors.js';

export { wholeNumber };

/** Reads two positive whole numbers, as in `16,32`. */
function twoNumbers(text: string): [number, number] {
  const [first, second, ...more] = text.split(',').map(Number);
  if (/^\d+,\d+$/.test(text) && first! > 0 && second! > 0 && more.length === 0) return [first!, second!];
  throw new InvalidArgumentError('It must be two positive whole numbers, as in 16,32.');
}

/** Fresh options of those names, for any command. */
export const options: Readonly<
  Record<'channels' | 'batch' | 'iterations' | 'runs' | 'threads', (usual?: number) => Option>
> = {
  channels: () =>
    new Option('--channels <G,D>', 'channels of generator and discriminator (default 16,16)').argParser(twoNumbers),
  batch: () =>
    new Option('--batch <D,G>', 'real images in a D step, generated images in a G step (default 20,40)').argParser(
      twoNumbers,
    ),
  iterations: () => new Option('--iterations <n>', 'measured steps in each run').argParser(wholeNumber(1)),
  runs: (usual = 3) =>
    new Option('--runs <n>', `runs, each in new processes (default ${usual})`).argParser(wholeNumber(1)),
  threads: () => new Option('--threads <n>', 'threads of TensorFlow (default 2)').argParser(wholeNumber(1)),
};

/** A wrong combination of options. */
export function usageError(message: string): EaganError {
  return new EaganError('EAGAN_USAGE', message, 'Add --help to see what the benchmark accepts.');
}
