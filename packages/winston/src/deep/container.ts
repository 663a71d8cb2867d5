// The counterpart of `winston/lib/winston/container`.
{
  // Not in one statement: ES modules would find the names of all that is required.
  const { Container } = require('../container.js') as typeof import('../container.ts');
  module.exports = Container;
}
