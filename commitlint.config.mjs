// How commits are written: `scope: imperative` (or `scope, scope: …`), at most 72 characters; the why in the body.
export default {
  parserPreset: {
    parserOpts: {
      headerPattern: /^([a-z][a-z0-9/-]*(?:, [a-z][a-z0-9/-]*)*): (.+)$/,
      headerCorrespondence: ['type', 'subject'],
    },
  },
  rules: {
    'header-max-length': [2, 'always', 72],
    'type-empty': [2, 'never'],
    'subject-empty': [2, 'never'],
    'subject-case': [2, 'never', ['sentence-case', 'start-case', 'pascal-case', 'upper-case']],
    'subject-full-stop': [2, 'never', '.'],
    'body-leading-blank': [2, 'always'],
  },
  helpUrl: 'CONTRIBUTING.md, "Changes"',
};
