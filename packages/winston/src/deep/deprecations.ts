// `winston/lib/winston/common` is Winston's own: the sentences for what was removed.
module.exports = require('winston/lib/winston/common');
