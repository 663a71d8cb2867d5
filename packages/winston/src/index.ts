export { createLogger, type LeveledLogger } from './logger/create-logger.ts';
export { format } from './formats/format.ts';
export { Logger, type LoggerOptions } from './logger/logger.ts';
