// How deep a YAML text nests. `parseDocument` is recursive: a deep text fills the stack, and V8 ends the whole process
// if it compiles a regular expression on a stack that is almost full. The pass below keeps a list instead.
import { Lexer, Parser } from 'yaml';

export function isNestedDeeper(text: string, limit: number): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    Array.from(parser.next(lexeme));
    if (parser.stack.length > limit) return true;
  }
  return false;
}
