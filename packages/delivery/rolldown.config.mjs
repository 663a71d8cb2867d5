import { library } from '../../rolldown.library.mjs';

export default library({ index: './src/index.ts', 'testing/index': './src/testing/index.ts' });
