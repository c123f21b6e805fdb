// The project's lint without the rules that need types: much faster, and enough for rules on imports and comments.
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { projectRoot } from '../support/project.js';

/** Lints a text as if it were a file of the project. */
export function createUntypedLint(): ESLint {
  return new ESLint({ cwd: projectRoot, overrideConfig: [tseslint.configs.disableTypeChecked] });
}
