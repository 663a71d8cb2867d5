// The counterpart of `winston/lib/winston/transports/stream`.
module.exports = (require('winston') as typeof import('winston')).transports.Stream;
