// The counterpart of `winston/lib/winston/transports`, and `winston.transports`: each is loaded when it is first asked
// for. What packages add to Winston's own, such as `winston.transports.DailyRotateFile`, is found here as well.
{
  const { transports: stock } = require('winston') as typeof import('winston');
  const own = Object.create(stock) as object;
  const lazily = (name: string, get: () => unknown) =>
    Object.defineProperty(own, name, { configurable: true, enumerable: true, get });
  lazily('Console', () => require('./console.js'));
  lazily('File', () => require('./file.js'));
  lazily('Http', () => require('./http.js'));
  lazily('Stream', () => require('./stream.js'));
  module.exports = own;
}
