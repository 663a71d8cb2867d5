import winston = require('../../index');

declare const createLogger: typeof winston.createLogger;
export = createLogger;
