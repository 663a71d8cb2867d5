// The house's floor plan: which package stands on which level. Arrows point down only.
// The structure check and the picture in docs/architecture.md are both made from this file.

export const levels = [
  { level: 0, title: 'the words everything speaks', packages: ['core'] },
  {
    level: 1,
    title: 'delivery, formats, language',
    packages: ['delivery', /^format-/, 'query', 'readers', 'llm', 'cache', 'integrity'],
  },
  { level: 2, title: 'destinations and the store contract', packages: [/^transport-/, 'store'] },
  {
    level: 3,
    title: 'the drop-in, bridges and stores',
    packages: ['winston', 'bridges', /^store-/, 'alerts', 'analysis'],
  },
  { level: 4, title: 'configuration and the server', packages: ['config', 'collector'] },
  {
    level: 5,
    title: 'what people run',
    packages: ['dashboard', 'cli', 'docs', /^example-/, 'benchmarks', 'faults', 'services'],
  },
];

/** A transport has a default formatter, so transports stand above formats although both are leaves. */
export const maxLines = 300;

/** Names that say nothing about what is in a file or folder. */
export const emptyNames = ['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'shared'];

export function levelOf(name) {
  const found = levels.find(({ packages }) =>
    packages.some((rule) => (typeof rule === 'string' ? rule === name : rule.test(name))),
  );
  return found?.level;
}
