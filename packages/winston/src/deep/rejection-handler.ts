// The counterpart of `winston/lib/winston/rejection-handler`.
{
  // Not in one statement: ES modules would find the names of all that is required.
  const { RejectionHandler } =
    require('../exceptions/rejection-handler.js') as typeof import('../exceptions/rejection-handler.ts');
  module.exports = RejectionHandler;
}
