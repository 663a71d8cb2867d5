// The counterpart of `winston/lib/winston/create-logger`.
{
  // Not in one statement: ES modules would find the names of all that is required.
  const { createLogger } = require('../logger/create-logger.js') as typeof import('../logger/create-logger.ts');
  module.exports = createLogger;
}
