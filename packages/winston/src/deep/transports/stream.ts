// The counterpart of `winston/lib/winston/transports/stream`.
{
  const { Stream } = require('../../transports/stream.js') as typeof import('../../transports/stream.ts');
  module.exports = Stream;
}
