// The counterpart of `winston/lib/winston/transports/file`.
module.exports = (require('winston') as typeof import('winston')).transports.File;
