// The counterpart of `winston/lib/winston/logger`.
{
  // Not in one statement: ES modules would find the names of all that is required.
  const { Logger } = require('../logger/logger.js') as typeof import('../logger/logger.ts');
  module.exports = Logger;
}
