// The counterpart of `winston/lib/winston/container`.
module.exports = (require('../container.js') as typeof import('../container.ts')).Container;
