// `winston/lib/winston/tail-file` is Winston's own.
module.exports = require('winston/lib/winston/tail-file');
