// `winston/lib/winston/config` is Winston's own.
module.exports = require('winston/lib/winston/config');
