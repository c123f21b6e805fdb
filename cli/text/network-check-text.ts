// What `eagan metrics check` says of a network.
import { publishedInception } from '../../domain/extractor.js';
import { publishedPanda } from '../../domain/inception2015.js';
import { checkedFigures, publishedFigures, publishedOnly, publishedText } from '../../domain/published-figures.js';
import type { NetworkCheck, PandaCheck } from '../../trainer/networks/check-network.js';

export function networkCheckText(found: NetworkCheck): string {
  const { contents, features, classes, batch, msAnImage, graph } = found;
  const lines = [
    `It can serve as extractor: ${features} features, ${classes === 0 ? 'no classes' : `${classes} classes`}.`,
    `contents: ${contents}`,
    `${msAnImage.toFixed(0)} ms an image here, in batches of ${batch}: 50,000 images take ${((msAnImage * 50_000) / 60_000).toFixed(0)} min.`,
  ];
  return [...lines, ...(graph ? inceptionLines(found, graph) : [])].join('\n');
}

type Graph = NonNullable<NetworkCheck['graph']>;

function inceptionLines({ panda }: NetworkCheck, graph: Graph): string[] {
  return [
    'Structure: that of the Inception graph of 2015.',
    graph.official
      ? `${graph.isArchive ? 'Graph in the archive' : 'File'}: the published one (${graph.bytes} bytes, MD5 ${graph.md5}). Its figures are called FID and Inception Score.`
      : `${graph.isArchive ? 'Graph in the archive' : 'File'}: not the published one: ${graph.bytes} bytes of MD5 ${graph.md5}; expected ${publishedInception.bytes} bytes of ${publishedInception.md5}. Its figures keep other names.`,
    panda ? pandaLine(panda) : 'Panda: not examined: cropped_panda.jpg of the archive does not lie beside the graph.',
    '',
    'Others have measured with the published file and CIFAR-10 (eagan has not: it has neither). With --dataset it',
    'computes the same beside them:',
    ...checkedFigures.map((figure) => {
      const { of, source } = publishedFigures[figure];
      return `  ${publishedText(publishedFigures[figure]).padEnd(12)} ${of} (${source})`;
    }),
    `  ${publishedOnly}`,
  ];
}

function pandaLine({ file, largest, asPublished }: PandaCheck): string {
  const [first, second] = publishedPanda;
  const found = largest.map(({ probability, class: of }) => `${probability.toFixed(5)} (class ${of})`).join(' and ');
  return `Panda (${file}): ${found}; ${asPublished ? 'as published' : 'not as published'}: ${first} giant panda, ${second} indri.`;
}
