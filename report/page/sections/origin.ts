// What the figures rest on: protocol, data, program and machines.
import { html, type Html } from '../../html.js';
import { formatNumber } from '../../../scripts/format.mjs';
import type { ProtocolFacts } from '../../../control/report/protocol-facts.js';
import { code, factList } from '../elements.js';
import type { Section } from './section.js';

export const originSection: Section = {
  id: 'origin',
  title: 'Protocol, data and program',
  applies: () => true,
  content: ({ run }) => {
    const { dataset, program, protocols } = run;
    const { counts, kind, size } = dataset;
    return html`<h3>Data</h3>
      ${factList([
        ['Kind', kind],
        ['Size', `${size} × ${size} pixels`],
        ['Training images', counts && formatNumber(counts.train)],
        ['Held out', counts && formatNumber(counts.heldOut)],
        ['Left out', counts && counts.skipped > 0 && formatNumber(counts.skipped)],
      ])}
      ${Object.entries(protocols).map(([digest, protocol]) => protocolFacts(digest, protocol))}
      <h3>Program</h3>
      ${programFacts(program)}`;
  },
};

const protocolFacts = (digest: string, { images, extractor, splits, reference, batchNorm }: ProtocolFacts): Html =>
  html`<h3>Protocol ${code(digest.slice(0, 12))}</h3>
    ${factList([
      ['Extractor', extractor],
      ['Images of each figure', images === null ? 'its protocol cannot be read' : formatNumber(images)],
      ['Splits', splits],
      ['Reference', reference && references[reference]],
      ['Batch norm', batchNorm],
      ['Digest', code(digest)],
    ])}`;

const references = { train: 'training images', heldOut: 'held-out images', npz: 'a file of statistics' } as const;

function programFacts({ program, runtimes }: Parameters<Section['content']>[0]['run']['program']): Html {
  return html`${
    program === null
      ? html`<p>Which program ran is not recorded, or cannot be read.</p>`
      : factList([
          ['eagan', program.version],
          ['Commit', program.commit && code(program.commit)],
          ['Node', program.node],
          ['Temporal SDK', program.sdk],
          ['System', program.system],
          ['Packages', code(program.lock)],
        ])
  }
  ${runtimes.map(({ fingerprint, identity }) =>
    factList([
      ['Runtime', code(fingerprint)],
      ['TensorFlow', identity && `${identity.tensorflow}, on the ${identity.device === 'gpu' ? 'GPU' : 'CPU'}`],
      ['Hardware', identity && identity.hardware],
      ['Threads', identity && String(identity.threads)],
    ]),
  )}`;
}
