// An application of its own process that logs a burst and ends: node application.cjs FILE ENDING [COUNT]
const { createLogger, format, transports } = require('../../dist/index.js');

const [, , filename, ending, count = '20000'] = process.argv;
const file = new transports.File({ filename, eol: '\n', handleExceptions: ending === 'throw' });
const logger = createLogger({
  format: format.printf(({ message }) => String(message).split('\n')[0]),
  transports: [file],
});
for (let n = 0; n < Number(count); n += 1) logger.info(`line ${n}`);

const endings = {
  exit: () => process.exit(0),
  throw: () => {
    throw new Error('the application failed');
  },
  reject: () => void Promise.reject(new Error('nobody listens')),
  sigterm: () => process.kill(process.pid, 'SIGTERM'),
  end: () => logger.end(),
  nothing: () => {},
};
endings[ending]();
if (ending === 'sigterm') setInterval(() => {}, 1_000);
