// The counterpart of `winston/lib/winston/transports/file`.
{
  const { File } = require('../../transports/file.js') as typeof import('../../transports/file.ts');
  module.exports = File;
}
