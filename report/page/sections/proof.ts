// The ledger's head, and what `eagan verify` found while the page was written.
import type { VerificationFacts } from '../../../control/report/verification-facts.js';
import { formatBytes, formatCount, formatNumber } from '../../../scripts/format.mjs';
import { html, type Content } from '../../html.js';
import { code, factList, remark } from '../elements.js';
import type { Section } from './section.js';

export const proofSection: Section = {
  id: 'proof',
  title: 'Ledger and verification',
  applies: () => true,
  content: ({ run, verification }) => {
    const { head, resultDigest, run: name } = run.overview;
    return html`${verdict(verification)}
      ${factList([
        ['Head of the ledger', head && code(head.digest)],
        ['Lines', head && formatNumber(head.sequence)],
        ['Result', resultDigest && code(resultDigest)],
      ])}
      <p>
        Whoever keeps the head notices any later change of the lines before it:
        ${code(`eagan verify ${name} --head HEAD`)}. Not checked here: signatures, and whether steps give the same bits
        when they run again (${code(`eagan verify ${name} --rerun 5%`)}).
      </p>`;
  },
};

function verdict(verification: VerificationFacts): Content {
  if (verification.status === 'unread' && verification.limitBytes === 0)
    return html`<p>
      Not verified, because the run goes on. ${code('eagan verify RUN')} reads everything and checks it.
    </p>`;
  if (verification.status === 'unread')
    return html`<p>Not verified: the objects of the run have more than ${formatBytes(verification.limitBytes)}, and reading them takes long. ${code('eagan report RUN --verify')} reads them all, and so does ${code('eagan verify RUN')}.</p>`; // prettier-ignore
  const { lines, records, objects, bytes, removed, findings } = verification;
  const read = `${formatCount(lines, 'line')} of the ledger, ${formatCount(records, 'record')} and ${formatCount(objects, 'object')} (${formatBytes(bytes)}) were read, and their digests computed again. Selections, frozen pipeline, plan and exported files were checked against them.`; // prettier-ignore
  const gone = removed > 0 ? ` eagan gc had removed ${formatCount(removed, 'state')} on purpose.` : '';
  if (findings.length === 0) return remark(`No problems found. ${read}${gone}`, 'good');
  return html`${remark(`${formatCount(findings.length, 'problem')} found. ${read}${gone}`, 'bad')}
    <ul>${findings.map(({ code: problem, place, message }) => html`<li>${code(problem)} ${place === null ? null : `${place}: `}${message}</li>`)}</ul>`; // prettier-ignore
}
