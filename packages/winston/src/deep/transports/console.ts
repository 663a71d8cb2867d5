// The counterpart of `winston/lib/winston/transports/console`.
module.exports = (require('winston') as typeof import('winston')).transports.Console;
