// The text of a pipeline file. Apart from its form, because commands that only check a form need no YAML.
import { Document, visit } from 'yaml';
import { printable, unprintable } from '../scripts/printable.mjs';

/** The written form as YAML text, below a comment of one or more lines. */
export function writtenText(form: Record<string, unknown>, comment: string): string {
  const document = new Document(form, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && node.value !== printable(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  const text = document.toString({ lineWidth: 120, flowCollectionPadding: true });
  return `${printable(comment).replace(/^/gm, '# ').replace(/ +$/gm, '')}\n${text.replace(unprintable, yamlEscape)}`;
}

/** In double quotes YAML reads the same character back. */
function yamlEscape(character: string): string {
  const digits = character.codePointAt(0)!.toString(16);
  return digits.length > 4 ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
}
