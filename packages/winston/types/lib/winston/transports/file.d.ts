import transports = require('./index');

declare const File: typeof transports.File;
export = File;
