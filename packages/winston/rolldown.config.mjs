import { library } from '../../rolldown.library.mjs';

// Each transport is an entry, since a logger without it does not load it; `register` and what it consists of are, since
// they look for files from where they are themselves.
export default library({
  entries: [
    'api',
    'container',
    'logger/create-logger',
    'logger/logger',
    'exceptions/exception-handler',
    'exceptions/rejection-handler',
    'transports/console',
    'transports/file',
    'transports/http',
    'transports/stream',
    'migration/index',
    'register',
    'register/counterpart',
    'register/resolve-hook',
  ],
  together: ['api'],
  scripts: [
    'index',
    'deep/config/index',
    'deep/container',
    'deep/create-logger',
    'deep/deprecations',
    'deep/exception-handler',
    'deep/exception-stream',
    'deep/logger',
    'deep/profiler',
    'deep/rejection-handler',
    'deep/rejection-stream',
    'deep/tail-file',
    'deep/transports/console',
    'deep/transports/file',
    'deep/transports/http',
    'deep/transports/index',
    'deep/transports/stream',
  ],
});
