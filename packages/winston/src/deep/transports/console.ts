// The counterpart of `winston/lib/winston/transports/console`.
{
  const { Console } = require('../../transports/console.js') as typeof import('../../transports/console.ts');
  module.exports = Console;
}
