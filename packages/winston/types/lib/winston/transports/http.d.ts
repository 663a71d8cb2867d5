import transports = require('./index');

declare const Http: typeof transports.Http;
export = Http;
