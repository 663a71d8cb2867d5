// The counterpart of `winston/lib/winston/exception-handler`.
{
  // Not in one statement: ES modules would find the names of all that is required.
  const { ExceptionHandler } =
    require('../exceptions/exception-handler.js') as typeof import('../exceptions/exception-handler.ts');
  module.exports = ExceptionHandler;
}
