import { library } from '../../rolldown.library.mjs';

export default library({
  index: './src/index.ts',
  runtime: './src/runtime.ts',
  wire: './src/wire.ts',
  'testing/index': './src/testing/index.ts',
});
