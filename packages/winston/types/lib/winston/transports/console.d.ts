import transports = require('./index');

declare const Console: typeof transports.Console;
export = Console;
