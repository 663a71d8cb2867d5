import transports = require('./index');

declare const Stream: typeof transports.Stream;
export = Stream;
